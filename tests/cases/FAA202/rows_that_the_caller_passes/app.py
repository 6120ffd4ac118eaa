from fastapi import Depends, FastAPI
from repository import Notes, get_notes

app = FastAPI()


@app.get("/")
async def index(ids: str, notes: Notes = Depends(get_notes)):
    grants = await notes.grants_of_all(ids)
    shown = [await notes.show(i, grants=grants.get(i, [])) for i in ids]
    asked = [await notes.show(i) for i in ids]  # FAA202
    also = [await notes.show(i, None) for i in ids]  # FAA202
    for i in ids:
        if i == "first":
            await notes.show(i)
            break
    for i in ids:
        if i == "first":
            return await notes.show(i)
    return [shown, asked, also]
