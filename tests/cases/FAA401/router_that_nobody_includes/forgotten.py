import requests
from fastapi import APIRouter

router = APIRouter()


@router.get("/hello")
async def hello() -> str:
    return requests.get("https://hello.example", timeout=3).text
