from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/items")


@router.get("/{item_id}/parts/{part_id}")
def read_part(item_id: int, part_id: int) -> None: ...


@router.get("/{a}/parts/{b}")
def read_component(a: int, b: int) -> None: ...  # FAA103


@router.api_route("/{a}/parts/{b}", methods=["GET", "PUT"])
def change_component(a: int, b: int) -> None: ...  # FAA103


@router.websocket("/live")
async def live() -> None: ...


@router.websocket("/live")
async def live_again() -> None: ...  # FAA103


def by_hand() -> None: ...


router.add_api_route("/{x}/parts/{y}", by_hand, methods=["PUT"])  # FAA103
app.include_router(router)
