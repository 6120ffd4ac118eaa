import shutil
from pathlib import Path

from fastapi import Depends, FastAPI

app = FastAPI()


def load(name):
    with open(name) as file:
        return file.read()


async def template():
    return load("template.html")  # FAA405


@app.get("/direct")
async def direct():
    text = Path("a").read_text()  # FAA405
    Path("b").write_text(text)
    shutil.copy("a", "b")


@app.get("/depends")
async def depends(template: str = Depends(template)):
    return template
