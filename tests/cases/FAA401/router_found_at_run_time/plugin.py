import requests
from fastapi import APIRouter, Depends

router = APIRouter()


async def caller(token: str) -> str:
    return requests.get(f"https://login.example/{token}", timeout=3).text  # FAA401


async def helper() -> str:
    return requests.get("https://other.example", timeout=3).text


@router.get("/hello")
async def hello(name: str = Depends(caller)) -> str:
    return name + requests.get("https://hello.example", timeout=3).text  # FAA401
