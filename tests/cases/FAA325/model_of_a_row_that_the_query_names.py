from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel

app = FastAPI()
rows: dict[str, dict[str, str]] = {}


class User(BaseModel):
    id: str


class Note(BaseModel):
    id: str
    user_id: str
    text: str


class Notes:
    def by_id(self, id: str) -> Note | None:
        return Note(**rows[id]) if id in rows else None

    def update(self, id: str, text: str) -> Note | None:
        rows[id]["text"] = text
        return self.by_id(id)


notes = Notes()


def current_user(authorization: str = Header()) -> User:
    if authorization not in rows:
        raise HTTPException(401)
    return User(id=authorization)


@app.get("/note")
def read(id: str, user: User = Depends(current_user)) -> Note:
    note = notes.by_id(id)
    if note is None or note.user_id != user.id:
        raise HTTPException(404)
    return note


@app.post("/note/update")
def update(id: str, text: str, user: User = Depends(current_user)) -> Note | None:
    note = notes.by_id(id)  # FAA325
    if note is None:
        raise HTTPException(404)
    return notes.update(id, text)


@app.delete("/note")
def remove(id: str, user: User = Depends(current_user)) -> None:
    note = notes.by_id(id)
    if note is None or user.id != note.user_id:
        raise HTTPException(404)
    del rows[id]
