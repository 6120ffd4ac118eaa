import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index():
    time.sleep(1)
