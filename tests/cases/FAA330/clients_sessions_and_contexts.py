import ssl
from urllib.request import urlopen

import aiohttp
import httpx
import requests
from fastapi import FastAPI

VERIFY = False
app = FastAPI()
shared = httpx.Client(verify=VERIFY)  # FAA330


class Bank:
    def __init__(self) -> None:
        self.client = httpx.AsyncClient(verify=False)  # FAA330

    async def rates(self) -> str:
        return (await self.client.get("https://bank.example/rates")).text


bank = Bank()


@app.get("/rates")
async def read_rates() -> str:
    return await bank.rates()


@app.get("/other")
def read_other() -> bytes:
    session = requests.Session()
    session.get("https://bank.example/rates", timeout=5, verify=False)  # FAA330
    context = ssl._create_unverified_context()  # FAA330
    return urlopen("https://bank.example/rates", context=context).read()


@app.get("/third")
async def read_third() -> str:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as session:  # FAA330
        async with session.get("https://bank.example/rates") as answer:
            return await answer.text()
