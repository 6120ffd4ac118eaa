# options: max-router-lines=500
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books")
app = FastAPI()


@books.get("/one")
def read_one() -> list[str]:
    return []


@books.get("/two")
def read_two() -> list[str]:
    return []


@books.get("/three")
def read_three() -> list[str]:
    return []


@books.get("/four")
def read_four() -> list[str]:
    return []


@books.get("/five")
def read_five() -> list[str]:
    return []


@books.get("/six")
def read_six() -> list[str]:
    return []


@books.get("/seven")
def read_seven() -> list[str]:
    return []


@books.get("/eight")
def read_eight() -> list[str]:
    return []
