import logging
import os
import uuid

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()
logger = logging.getLogger(__name__)
DEBUG = bool(os.environ.get("DEBUG"))


class Refused(Exception):
    pass


def work(number: int) -> int:
    if number < 0:
        raise ValueError("no negative numbers")
    return number


@app.get("/a")
def a(number: int) -> int:
    try:
        return work(number)
    except (ValueError, Refused) as error:
        raise HTTPException(400, detail=str(error)) from error
    except Exception as error:
        logger.exception("work failed: %s", error)
        raise HTTPException(500, detail=f"failed: {type(error).__name__}") from error


@app.get("/b")
def b(number: int) -> object:
    try:
        return work(number)
    except Exception as error:
        if isinstance(error, Refused):
            return {"error": str(error)}
        if DEBUG:
            return JSONResponse({"error": repr(error)}, status_code=500)
        detail = str(error) if DEBUG else "failed"
        return {"error": detail}


def message(number: int) -> str:
    try:
        return str(work(number))
    except Exception as error:
        return f"no work: {error}"


@app.get("/c")
def c(number: int) -> int:
    logger.info(message(number))
    return number


def never_served() -> None:
    try:
        work(1)
    except Exception as error:
        raise HTTPException(500, detail=str(error)) from error


@app.get("/d")
def d(key: str) -> str:
    try:
        return str(uuid.UUID(key))
    except Exception as error:
        raise HTTPException(400, detail=str(error)) from error


def validate_password(password: str) -> None:
    if len(password) < 8:
        raise Exception("too short")


@app.post("/e")
def e(password: str) -> None:
    try:
        validate_password(password)
    except Exception as error:
        raise HTTPException(400, detail=str(error)) from error


@app.post("/admin/work")
def f(number: int) -> None:
    try:
        work(number)
    except Exception as error:
        raise HTTPException(400, detail=str(error)) from error


class Wanted(BaseModel):
    number: int


@app.post("/g")
def g(form: dict[str, object]) -> None:
    try:
        Wanted(**form)
    except Exception as error:
        raise HTTPException(400, detail=str(error)) from error
