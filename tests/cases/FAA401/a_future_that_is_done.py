"""A future that says it is done gives its result at once."""

from concurrent.futures import Future, ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()
pool = ThreadPoolExecutor()


def work() -> int:
    return 1


started: Future[int] = pool.submit(work)


@app.get("/done")
async def done():
    if started.done():
        return started.result()
    return None


@app.get("/in-one-line")
async def in_one_line():
    return started.result() if started.done() else None


@app.get("/asked-first")
async def asked_first():
    if not started.done():
        return None
    return started.result()


@app.get("/both")
async def both():
    return started.done() and started.result() is not None


@app.get("/waits")
async def waits():
    if not started.done():
        print("wait")
    return started.result()  # FAA401
