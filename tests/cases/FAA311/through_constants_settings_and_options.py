import os

from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware
from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    origins: list[str] = Field(default=["https://books.example", "*"])  # FAA311
    cookies: bool = True


settings = Settings()
listed = ["https://books.example"]
listed.append("*")  # FAA311
everything = {
    "allow_origins": ["*"],  # FAA311
    "allow_credentials": True,
}


def parse(raw):
    origins = [origin.strip() for origin in raw.split(",") if origin.strip()]
    if not origins:
        return ["*"]
    return origins


def add(app, origins):
    app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)


first = FastAPI(
    middleware=[
        Middleware(
            CORSMiddleware, allow_origins=settings.origins, allow_credentials=settings.cookies
        )
    ]
)
second = FastAPI()
second.add_middleware(CORSMiddleware, allow_origins=listed, allow_credentials=True)
third = FastAPI()
third.add_middleware(CORSMiddleware, **everything)
fourth = FastAPI()
fourth.add_middleware(  # FAA311
    CORSMiddleware,
    allow_origins=parse(os.environ.get("ORIGINS", "")),
    allow_credentials=True,
)
fifth = FastAPI()
fifth.add_middleware(
    CORSMiddleware,
    allow_origin_regex="https?://.*",  # FAA311
    allow_credentials=True,
)
sixth = FastAPI()
add(sixth, ["null"])  # FAA311
seventh = CORSMiddleware(FastAPI(), allow_origins="*", allow_credentials=True)  # FAA311
eighth = FastAPI()


def read(raw: str) -> list[str]:
    value = raw.strip()
    if value == "*":
        return ["*"]
    return [origin.strip() for origin in value.split(",")]


given = os.getenv("GIVEN")
eighth.add_middleware(CORSMiddleware, allow_origins=read(given or "*"), allow_credentials=True)  # FAA311
