import threading

import requests
from fastapi import FastAPI

app = FastAPI()


def load():
    requests.get("https://example.org")  # FAA414


def refresh():
    requests.get("https://example.org")


@app.get("/")
def index():
    threading.Thread(target=load).start()
    threading.Thread(name="refresh", daemon=True).start()
