from fastapi import APIRouter

router = APIRouter(prefix="/first")


@router.get("/first")
def first(): ...
