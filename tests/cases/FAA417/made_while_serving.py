import asyncio
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()


def limited(work):
    thread = threading.Thread(target=work)  # FAA417
    thread.start()
    thread.join(5)


def price(book):
    return book


@app.post("/train")
def train():
    threading.Thread(target=price, args=(1,)).start()  # FAA417


@app.get("/prices")
async def prices():
    limited(price)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor() as pool:  # FAA417
        return await loop.run_in_executor(pool, price, 1)


class Service:
    def run(self, books):
        with ThreadPoolExecutor(max_workers=4) as pool:  # FAA417
            return list(pool.map(price, books))


@app.get("/service")
def service():
    return Service().run([1])
