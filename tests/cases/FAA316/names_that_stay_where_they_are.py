import os
import re
import shutil
import uuid
from pathlib import Path

from fastapi import FastAPI, File, HTTPException, UploadFile
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

app = FastAPI()
BASE = Path("files")
LANGUAGES = {"de": "german.txt", "en": "english.txt"}


class Wanted(BaseModel):
    name: str = Field(pattern="^[a-z]+$")
    number: int


def inside(name: str) -> Path:
    path = os.path.realpath(os.path.join("files", name))
    if os.path.commonpath([path, "files"]) != "files":
        raise HTTPException(404)
    return Path(path)


def checked(name: str) -> None:
    if ".." in name or name.startswith("/"):
        raise HTTPException(400)


@app.get("/one/{name}")
def one(name: str) -> FileResponse:
    return FileResponse(BASE / name)


@app.get("/text")
def text(language: str, name: str, other: str, slug: str) -> str:
    (BASE / LANGUAGES[language]).read_text()
    (BASE / Path(name).name).read_text()
    checked(other)
    (BASE / other).read_text()
    if not re.fullmatch(r"[\w-]+", slug):
        raise HTTPException(400)
    with open(f"files/{slug}.md") as file:
        file.read()
    return inside(name).read_text()


@app.post("/files")
def upload(file: UploadFile = File(...)) -> str:
    target = BASE / f"{uuid.uuid4()}{os.path.splitext(file.filename or '')[1]}"
    with target.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    extension = file.filename.split(".")[-1]
    with open(f"files/{uuid.uuid4()}.{extension}", "wb") as out:
        out.write(b"")
    return os.path.basename(file.filename)


@app.post("/wanted")
def wanted(payload: Wanted) -> str:
    (BASE / payload.name).unlink()
    return (BASE / str(payload.number)).read_text()


@app.get("/found")
def found(name: str) -> str:
    path = (BASE / name).resolve()
    if BASE not in path.parents:
        raise HTTPException(404)
    return path.read_text()


@app.get("/resolved")
def resolved(name: str) -> str:
    path = Path(BASE, name)
    path.resolve().relative_to(BASE.resolve())
    with open(path) as file:
        return file.read()
