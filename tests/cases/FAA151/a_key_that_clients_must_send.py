from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Preset(BaseModel):
    id: int = Field(description="Chosen by the client")
    name: str


class Voice(BaseModel):
    id: int = Field(..., description="Chosen by the client")
    name: str


class Style(BaseModel):  # FAA151
    id: int = Field(default=0, description="Given by the server")
    name: str


class Mood(BaseModel):  # FAA151
    id: int | None = Field(None, description="Given by the server")
    name: str


@app.post("/presets")
def add_preset(preset: Preset) -> Preset:
    return preset


@app.post("/voices")
def add_voice(voice: Voice) -> Voice:
    return voice


@app.post("/styles")
def add_style(style: Style) -> Style:
    return style


@app.post("/moods")
def add_mood(mood: Mood) -> Mood:
    return mood
