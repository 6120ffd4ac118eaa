from fastapi import FastAPI

from services import send

app = FastAPI()


@app.post("/letters")
async def write(text: str):
    send(text)  # FAA402
