import logging
from typing import Any, Dict, Optional

from fastapi import Body, FastAPI, Request

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/a")
async def a(request: Request) -> str:
    data = await request.json()  # FAA121
    logger.info("got %s", data)
    if not isinstance(data, dict) or "name" not in data:
        return ""
    return data["name"]


@app.post("/b")
def b(data: dict) -> str:  # FAA121
    return data.get("name", "")


@app.patch("/c")
def c(data: Dict[str, Any], item: Any = Body()) -> str:  # FAA121
    return data["name"]


@app.post("/d")
def d(data: Optional[Dict[str, Any]] = None, other: Any = Body(None)) -> str:  # FAA121
    return other["name"]
