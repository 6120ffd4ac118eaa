import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/origin")
def origin() -> str:
    if os.environ.get("SHOP_SECRET"):
        return "environment"
    return "file" if os.getenv("SHOP_FILE") else "none"


@app.get("/rate")
def rate(weight: int) -> int:
    return weight * int(os.environ.get("SHOP_RATE", "1"))  # FAA508
