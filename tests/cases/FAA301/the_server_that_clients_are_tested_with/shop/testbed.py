from fastapi import APIRouter

from shop.app import app, books

router = APIRouter()


@router.post("/testbed/reset")
def reset(title: str) -> None:
    books.append(title)


app.include_router(router)
