from fastapi import APIRouter

router = APIRouter(prefix="/books")


@router.post("/")
def add_book(): ...


@router.delete("/{book_id}")
def delete_book(book_id: int): ...
