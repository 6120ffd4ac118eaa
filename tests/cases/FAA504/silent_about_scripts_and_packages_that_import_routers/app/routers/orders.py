from fastapi import APIRouter

router = APIRouter()


@router.get("/orders")
def read_orders() -> list[str]:
    return []
