from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def lines(name):
    with open(name) as file:
        yield from file


@app.get("/streamed")
async def streamed():
    def chunks():
        with open("a", "rb") as file:
            yield from file

    return StreamingResponse(chunks(), media_type="text/plain")


@app.get("/by-name")
async def by_name():
    return StreamingResponse(content=lines("a"))


def answer():
    return StreamingResponse(lines("a"))


@app.get("/through-a-helper")
async def through_a_helper():
    return answer()


@app.get("/iterated")
async def iterated():
    return [line for line in lines("a")]  # FAA405


async def chunks_on_the_loop():
    yield Path("a").read_text()  # FAA405


@app.get("/on-the-loop")
async def on_the_loop():
    return StreamingResponse(chunks_on_the_loop())
