import os
import pathlib

import env
from fastapi import FastAPI

app = FastAPI()


@app.post("/logs")
def write_log(text: str) -> None:
    """Write a line."""
    (env.logs_dir() / "log.txt").write_text(text)


@app.post("/notes")
def write_note(text: str) -> None:
    """Write a note."""
    pathlib.Path(os.getenv("SHOP_NOTES", "notes"), "note.txt").write_text(text)  # FAA508
