from fastapi import FastAPI

from app.services.covers import answer

app = FastAPI()


@app.get("/{key}")
def read(key: int):
    return answer(key)
