from fastapi import APIRouter

from shop.app import app, books

router = APIRouter()


@router.post("/testbed/customize")
def customize(title: str) -> None:
    books.append(title)


app.include_router(router)
