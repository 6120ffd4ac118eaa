from fastapi import FastAPI
from models import Note, Read

app = FastAPI()


@app.post("/notes", status_code=201)
def create(note: Note) -> Read:
    return Read(text=note.text)


@app.get("/notes")
def read_all() -> list[Note]:
    return []
