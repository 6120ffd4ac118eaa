from typing import Annotated

from clients import Shop, get_shop, session
from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/")
async def index(shop: Annotated[Shop, Depends(get_shop)]):
    session.get("https://example.org")  # FAA401
    shop.client.post("https://example.org")  # FAA401
    with shop.opened() as client:
        client.get("https://example.org")  # FAA401
