from fastapi import FastAPI
from tables import Tables

app = FastAPI()


@app.on_event("startup")
async def start() -> None:
    await Tables().prepare()
