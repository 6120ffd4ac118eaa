import time

from fastapi import Depends, FastAPI

app = FastAPI()


async def throttle():
    time.sleep(0.1)  # FAA401


def throttle_in_a_thread():
    time.sleep(0.1)


async def load():
    time.sleep(1)  # FAA401


@app.get("/", dependencies=[Depends(throttle), Depends(throttle_in_a_thread)])
async def index():
    return await load()
