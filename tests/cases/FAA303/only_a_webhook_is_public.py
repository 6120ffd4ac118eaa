# options: public-routes=POST /hook: the sender cannot log in
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.post("/hook")
def receive(text: str):
    Path("notes.txt").write_text(text)
