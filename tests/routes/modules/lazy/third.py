from fastapi import APIRouter

router = APIRouter(prefix="/third")


@router.get("/third")
def third(): ...
