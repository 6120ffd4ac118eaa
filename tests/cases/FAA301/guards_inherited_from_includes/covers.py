from fastapi import APIRouter

router = APIRouter(prefix="/covers")


@router.post("/")
def add_cover(): ...  # FAA301
