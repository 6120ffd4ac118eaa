from time import sleep as nap

import requests as http
from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.get("/")
async def index():
    nap(1)  # FAA401
    return http.get("https://example.org").json()  # FAA401


app = FastAPI()
app.include_router(router)
