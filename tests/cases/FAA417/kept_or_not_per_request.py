import threading
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from fastapi import Depends, FastAPI

app = FastAPI()
pool = ThreadPoolExecutor()


class Monitor:
    def restart(self):
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self): ...


class Singleton(type):
    instances = {}

    def __call__(cls, *args, **kwargs):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args, **kwargs)
        return cls.instances[cls]


class Helper(metaclass=Singleton):
    def __init__(self):
        self.pool = ThreadPoolExecutor()


monitor = Monitor()
watcher = threading.Thread(target=monitor.watch)


@lru_cache
def get_pool():
    return ThreadPoolExecutor()


@app.on_event("startup")
def start():
    threading.Thread(target=monitor.watch).start()


@app.post("/")
def index(workers=Depends(get_pool)):
    monitor.restart()
    Helper()
    app.state.pool = ThreadPoolExecutor()
    pool.submit(print)
    return list(workers.map(str, [1]))
