from fastapi import FastAPI
from fastapi.testclient import TestClient


def answer() -> str:
    return "yes"


def test_own_app(make_router) -> None:
    own = FastAPI()
    own.include_router(make_router())
    assert TestClient(own).get("/letters").json() == "yes"
