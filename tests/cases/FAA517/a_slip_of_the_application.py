from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    strict: bool = True
    open_for_orders: bool = True


class MissingTenant(Exception):
    status_code = 422


class Closed(Exception):
    status_code = 403


app = FastAPI()
settings = Settings()


def filtered(query: str, tenant: str | None) -> str:
    if tenant is None:
        if settings.strict:
            raise MissingTenant
        return query
    return f"{query} WHERE tenant = {tenant}"


def order(title: str) -> str:
    if not settings.open_for_orders:
        raise Closed
    return title


@app.get("/books")
def list_books() -> str:
    return filtered("SELECT title FROM book", None)


@app.post("/orders")
def make_order(title: str) -> str:
    return order(title)  # FAA517


class WrongQuery(Exception):
    status_code = 422


class Select:
    def __init__(self, table: str) -> None:
        self.table = table


def run(query: Select | str, shelf: str) -> str:
    if isinstance(query, Select):
        return query.table + shelf
    elif isinstance(query, str):
        return query + shelf
    else:
        raise WrongQuery


def parse(value: object) -> str:
    if not isinstance(value, str):
        raise WrongQuery
    return value


@app.get("/shelves/{shelf}")
def list_shelf(shelf: str) -> str:
    return run(Select("book"), shelf)


@app.post("/parsed")
def make_parsed(value: dict[str, str]) -> str:
    return parse(value.get("title"))  # FAA517
