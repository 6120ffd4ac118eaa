from app import read_rate
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient


def test_rate() -> None:
    own = FastAPI(dependencies=[Depends(read_rate)])
    own.dependency_overrides[read_rate] = lambda: 1
    assert TestClient(own).get("/").status_code == 404
