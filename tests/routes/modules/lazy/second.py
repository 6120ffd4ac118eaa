from fastapi import APIRouter

router = APIRouter(prefix="/second")


@router.get("/second")
def second(): ...
