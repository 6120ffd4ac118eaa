from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Point(BaseModel):
    x: int
    y: int


class Device(BaseModel):
    id: str
    name: str


@app.put("/points")
def move(point: Point) -> Point:
    return point


@app.put("/devices")
def replace(device: Device) -> Device:
    return device
