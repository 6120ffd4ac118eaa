import hmac
import httpx
from typing import Any

from elsewhere import store
from fastapi import Body, FastAPI, Request
from pydantic import BaseModel

app = FastAPI()
client = httpx.AsyncClient()


class Review(BaseModel):
    text: str


@app.post("/proxied")
async def proxied(request: Request) -> int:
    data = await request.json()
    data["model"] = data["model"].lower()
    answer = await client.post("https://example.org", json=data)
    return answer.status_code


@app.post("/stored")
def stored(data: dict) -> str:
    name = data["name"]
    store(data)
    return name


@app.post("/model")
async def model(request: Request) -> str:
    data = await request.json()
    return Review(**data).text + data["more"]


@app.post("/free")
def free(data: dict[str, Any], key: str) -> Any:
    for name in data:
        print(name)
    return data.get(key)


@app.put("/counts")
def counts(data: dict[str, int]) -> int:
    return data["a"]


@app.post("/signed")
async def signed(request: Request) -> str:
    raw = await request.body()
    hmac.new(b"key", raw, "sha256")
    data = await request.json()
    return data["a"]


@app.post("/stripe/webhook")
async def stripe(request: Request) -> str:
    data = await request.json()
    return data["type"]


@app.post("/either")
async def either(request: Request) -> str:
    if request.headers.get("content-type") == "application/json":
        data = await request.json()
    else:
        data = await request.form()
    return data["name"]


@app.post("/hidden", include_in_schema=False)
def hidden(data: dict) -> str:
    return data["name"]


@app.get("/query")
def query(data: Any = None) -> str:
    return data["name"]


@app.post("/typed")
def typed(review: Review, data: list[str] = Body()) -> str:
    return data[0]


@app.post("/both")
async def both(request: Request, review: Review) -> str:
    raw = await request.json()  # what older clients send besides
    return raw.get("name", review.text)
