from pathlib import Path

from fastapi import APIRouter, FastAPI

app = FastAPI(title="Notes")  # FAA303
router = APIRouter()


@router.post("/notes")
def add_note(text: str):
    Path("notes.txt").write_text(text)


@router.delete("/notes")
def delete_notes():
    Path("notes.txt").unlink()


app.include_router(router)
