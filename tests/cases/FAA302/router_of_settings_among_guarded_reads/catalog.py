from fastapi import APIRouter

router = APIRouter(prefix="/books")
store = {}


@router.get("/{number}")
def read(number: int):
    """Whoever wants to buy one looks first."""
    return store[number]
