"""What is only asked for where a parameter is passed is not asked for where it is left out."""

import requests
from fastapi import FastAPI

app = FastAPI()


def load(name, mirror=None):
    if name.startswith("https:"):
        if mirror is None:
            raise ValueError(name)
        return requests.get(mirror + name, timeout=5)
    return name


def plugin(name, mirror=None, is_fresh=False):
    if is_fresh:
        requests.post("https://example.com/renew", timeout=5)
    return load(name, mirror=mirror)


def replaced(mirror=None):
    mirror = mirror or "https://example.com/"
    if mirror:
        return requests.get(mirror, timeout=5)
    return None


class Plugins:
    def __init__(self, mirror=None):
        self.found = load("first", mirror)

    def renew(self, mirror: str | None = None):
        return plugin("first", mirror) if mirror else None


plugins = Plugins()


@app.get("/left-out")
async def left_out():
    Plugins()
    plugins.renew()
    plugin("first", is_fresh=False)
    return plugin("first")


@app.get("/passed/made")
async def passed_to_what_is_made(mirror: str):
    Plugins(mirror)  # FAA402


@app.get("/passed/renewed")
async def passed_to_a_method(mirror: str):
    plugins.renew(mirror)  # FAA402


@app.get("/passed/hidden")
async def hidden(options: dict):
    plugin("first", **options)  # FAA402


@app.get("/passed/fresh")
async def fresh():
    plugin("first", is_fresh=True)  # FAA402


@app.get("/passed")
async def passed(mirror: str):
    return plugin("first", mirror)  # FAA402


@app.get("/replaced")
async def always():
    return replaced()  # FAA402
