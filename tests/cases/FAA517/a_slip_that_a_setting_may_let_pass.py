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
