import logging
import sqlite3
import traceback

from fastapi import FastAPI, HTTPException, status
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError

app = FastAPI()
logger = logging.getLogger(__name__)


def work(number: int) -> int:
    return number


class Service:
    def run(self, number: int) -> int:
        try:
            return work(number)
        except Exception as e:
            message = f"run failed: {e}"
            logger.error(message)
            raise HTTPException(status_code=status.HTTP_400_BAD_REQUEST, detail=message)  # FAA320


service = Service()


@app.get("/a")
def a(number: int) -> object:
    try:
        return service.run(number)
    except HTTPException:
        raise
    except Exception as e:
        return JSONResponse(status_code=500, content={"error": str(e)})  # FAA320


@app.get("/b")
def b(number: int) -> object:
    try:
        return work(number)
    except Exception as e:
        if number:
            raise HTTPException(500, {"message": "failed", "errors": [repr(e)]})  # FAA320
        return {"status": "error", "detail": "failed: " + str(e)}  # FAA320


@app.get("/c")
def c(number: int) -> object:
    try:
        return work(number)
    except:
        return {"trace": traceback.format_exc()}  # FAA320


@app.get("/statements")
def statements(number: int) -> int:
    try:
        return work(number)
    except DBAPIError as e:
        raise HTTPException(500, detail=str(e)) from e  # FAA320


@app.get("/drivers")
def drivers(number: int) -> int:
    try:
        return work(number)
    except (ValueError, sqlite3.OperationalError) as e:
        raise HTTPException(500, detail=str(e)) from e  # FAA320
