from fastapi import APIRouter

router = APIRouter(prefix="/settings")
store = {}


@router.get("/{name}")
def read(name: str):  # FAA302
    return store[name]
