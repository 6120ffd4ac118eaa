import os
import sys

import jwt
from fastapi import FastAPI
from pydantic import field_validator
from pydantic_settings import BaseSettings

WEAK = {"changeme", "secret"}
KEY = os.getenv("KEY", "change-this")
PEPPER = os.getenv("PEPPER", "secret")


class Settings(BaseSettings):
    signing_key: str = "too-short"
    fallback: str = "__REPLACE_ME__ before start"

    @field_validator("signing_key")
    @classmethod
    def long_enough(cls, value: str) -> str:
        if len(value) < 32:
            raise ValueError("too short")
        return value


settings = Settings()
if KEY == "change-this":
    sys.exit("set KEY")
if PEPPER in WEAK:
    raise RuntimeError("set PEPPER")
if "REPLACE_ME" in settings.fallback:
    raise RuntimeError("set FALLBACK")
app = FastAPI()


@app.get("/tokens")
def issue(name: str) -> list[str]:
    keys = [KEY, PEPPER, settings.signing_key, settings.fallback]
    first = jwt.encode({"sub": name, "exp": 1}, KEY, algorithm="HS256")
    second = jwt.encode({"sub": name, "exp": 1}, PEPPER, algorithm="HS256")
    third = jwt.encode({"sub": name, "exp": 1}, settings.signing_key, algorithm="HS256")
    fourth = jwt.encode({"sub": name, "exp": 1}, settings.fallback, algorithm="HS256")
    return [first, second, third, fourth, *keys]
