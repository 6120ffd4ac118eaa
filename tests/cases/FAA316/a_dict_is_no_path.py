import json
from typing import Any

from fastapi import FastAPI, Request

app = FastAPI()


class Config(dict[str, Any]):
    def __init__(self, config: dict[str, Any] | str) -> None:
        if isinstance(config, str):
            with open(config) as file:
                config = json.load(file)
        super().__init__(config)


@app.put("/config")
def change(payload: dict[str, Any]) -> None:
    Config(payload)


@app.put("/raw")
async def raw(request: Request) -> None:
    Config(await request.json())
