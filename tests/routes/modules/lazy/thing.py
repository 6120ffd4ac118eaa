from fastapi import APIRouter

router = APIRouter(prefix="/thing")


@router.get("/thing")
def thing(): ...
