import redis.asyncio as redis
import urllib.request
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def index():
    return redis.Redis().register_script("return 1")


@app.get("/scan")
async def scan():
    return redis.Redis().scan_iter("user:*")


@app.get("/page")
async def page():
    return urllib.request.urlopen("https://example.org")  # FAA401
