# options: max-handler-statements=50
import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient()


async def weather(city: str) -> str:
    return (await client.get(f"https://weather.example/{city}")).text


async def traffic(city: str) -> str:
    answer = await client.get(f"https://traffic.example/{city}")
    return answer.text


@app.get("/{city}")
async def index(city: str):
    if city:
        sky = await weather(city)  # FAA407
        roads = await traffic(city)
        air = await client.get("https://air.example")
        return sky, roads, air.text
