import time

import requests
from fastapi import FastAPI

app = FastAPI()


def label(kind: str) -> str:
    """Only one kind of many waits."""
    if kind == "chair":
        return "Chair"
    elif kind == "table":
        return "Table"
    elif kind == "lamp":
        return "Lamp"
    elif kind == "sofa":
        return "Sofa"
    elif kind == "bed":
        return "Bed"
    elif kind == "remote":
        return requests.get("https://labels.example", timeout=5).text
    return "?"


def price(kind: str) -> str:
    """Most kinds wait."""
    if kind == "chair":
        return requests.get("https://chairs.example", timeout=5).text
    elif kind == "table":
        return requests.get("https://tables.example", timeout=5).text
    elif kind == "lamp":
        return requests.get("https://lamps.example", timeout=5).text
    elif kind == "sofa":
        return _slow(kind)
    elif kind == "bed":
        return "10"
    elif kind == "desk":
        return "20"
    return "?"


def _slow(kind: str) -> str:
    time.sleep(1)
    return label(kind)


def few(kind: str) -> str:
    if kind == "chair":
        return "Chair"
    elif kind == "remote":
        return requests.get("https://labels.example", timeout=5).text
    return "?"


def matched(kind: str) -> str:
    match kind:
        case "a" | "b":
            return "A"
        case "c":
            return "C"
        case "d":
            return "D"
        case "e":
            return "E"
        case "f":
            return requests.get("https://labels.example", timeout=5).text
        case _:
            return matched(kind[1:])


@app.get("/")
async def read(kind: str):
    label(kind)
    price(kind)  # FAA402
    few(kind)  # FAA402
    matched(kind)
    if kind == "a":
        return 1
    elif kind == "b":
        return 2
    elif kind == "c":
        return 3
    elif kind == "d":
        return 4
    elif kind == "e":
        return 5
    elif kind == "f":
        return _slow(kind)  # FAA402
