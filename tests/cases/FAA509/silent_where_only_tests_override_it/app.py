from typing import Annotated

from fastapi import Depends, FastAPI
from settings import get_settings

app = FastAPI(title=get_settings().get("title", "Shop"))


@app.get("/")
def index(settings: Annotated[dict[str, str], Depends(get_settings)]) -> dict[str, str]:
    return settings


def title() -> str:
    return get_settings().get("title", "")
