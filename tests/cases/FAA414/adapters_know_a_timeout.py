import requests
from adapters import TimeoutAdapter
from fastapi import FastAPI

app = FastAPI()
session = requests.Session()
session.mount("https://", TimeoutAdapter(5))


@app.get("/")
def index():
    return session.get("https://example.org").text
