import smtplib
import urllib.request

import httpx
import requests
from fastapi import Depends, FastAPI

app = FastAPI()
session = requests.Session()


def load():
    return session.get("https://example.org")  # FAA414


def current_user():
    return requests.post("https://example.org", json={})  # FAA414


@app.get("/")
def index(user=Depends(current_user)):
    load()
    urllib.request.urlopen("https://example.org")  # FAA414
    smtplib.SMTP("localhost", 25)  # FAA414
    requests.get("https://example.org", timeout=None)  # FAA414


@app.get("/async")
async def later():
    async with httpx.AsyncClient(timeout=None) as client:  # FAA414
        return (await client.get("https://example.org")).text
