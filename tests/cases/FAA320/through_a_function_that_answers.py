import logging

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()
logger = logging.getLogger(__name__)


class Answers:
    @classmethod
    def error(cls, msg: str = "failed", code: int = 500) -> JSONResponse:
        result = {"code": code}
        if msg:
            result["msg"] = msg
        return JSONResponse(content=result)


class Refused(HTTPException):
    def __init__(self, why: str) -> None:
        super().__init__(500, detail=why)


def failed(message: str):
    return {"status": 500, "message": message}


def logged(message: str):
    logger.error(message)
    return {"status": 500}


def work(): ...


@app.get("/a")
def a():
    try:
        return work()
    except Exception as e:
        return Answers.error(msg=str(e))  # FAA320


@app.get("/b")
def b():
    try:
        return work()
    except Exception as e:
        return failed(f"no: {e}")  # FAA320


@app.get("/c")
def c():
    try:
        return work()
    except Exception as e:
        return logged(str(e))


@app.get("/d")
def d():
    try:
        return work()
    except Exception as e:
        raise Refused(why=str(e)) from e  # FAA320


@app.get("/e")
def e():
    try:
        return work()
    except Exception as e:
        logger.exception("failed")
        return Answers.error(code=len(str(e)))
