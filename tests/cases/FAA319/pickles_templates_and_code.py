import os
import pickle
from typing import Any

import yaml
from fastapi import FastAPI, Request, UploadFile
from jinja2 import Environment, Template
from pydantic import BaseModel

app = FastAPI()
environment = Environment(autoescape=True)


class Code(BaseModel):
    code: str
    template: str


def run(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(code, names)  # FAA319
    return names


@app.post("/code")
def code(payload: Code) -> str:
    run(payload.code)
    environment.from_string(payload.template)  # FAA319
    return Template(payload.template).render(name="x")  # FAA319


@app.post("/models")
async def models(file: UploadFile) -> None:
    content = await file.read()
    pickle.loads(content)  # FAA319


@app.post("/raw")
async def raw(request: Request) -> None:
    yaml.load(await request.body(), Loader=yaml.Loader)  # FAA319
    body = await request.json()
    os.system("convert " + body["name"])  # FAA319
    eval(body.get("formula"))  # FAA319
