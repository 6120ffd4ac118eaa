from fastapi import APIRouter, FastAPI

app = FastAPI()
root = APIRouter(prefix="/lamps")


def show(name: str = "") -> str:
    return name


for part in ("new-books", "used-books", "rare-books", "gift-cards", "open-orders", "sold-out"):
    app.add_api_route(f"/{part}", show)
for part in ("shop", "staff", "hours", "rooms", "v1_2", "v2"):
    app.add_api_route(f"/{part}", show)

app.get("/.well-known/jwks_uri")(show)
app.get("/price_list.csv")(show)
app.get("/__heartbeat__")(show)
app.get("/books/{book_id}/{page_number}")(show)
app.get("/internal_state", include_in_schema=False)(show)
app.get("/")(show)
app.get("/staff/")(show)  # answers both addresses on purpose
app.get("/books/{book_id}/")(show)
root.get("/")(show)  # one root of a router does not make a style
app.include_router(root)
