from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.post("/notes")
def add_note(text: str):
    Path("notes.txt").write_text(text)
