from fastapi import APIRouter, FastAPI

app = FastAPI()
odd = APIRouter(prefix="/gift_ideas")


def show(name: str = "") -> str:
    return name


for part in ("new-books", "used-books", "rare-books", "gift-cards", "open-orders", "sold-out"):
    app.add_api_route(f"/{part}", show)
for part in ("shop", "staff", "hours", "rooms", "late-fees", "old-maps", "first-editions"):
    app.add_api_route(f"/{part}", show)


@odd.get("")
def list_ideas() -> list[int]:  # FAA102
    return []


@odd.get("/{idea_id}")
def read_idea(idea_id: int) -> int:
    return idea_id


@app.get("/closingTimes")
def closing_times() -> list[int]:  # FAA102
    return []


@app.get("/Staff-Rooms/")
def staff_rooms() -> list[int]:  # FAA102
    return []


app.include_router(odd)
