import io
import json
import zipfile

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.get("/export")
async def export() -> int:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("profile.json", json.dumps({"name": "Ada"}))
        archive.writestr("notes.md", f"# {len('notes')}")
    return buffer.tell()


@app.post("/pack")
async def pack(file: UploadFile) -> int:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("upload", await file.read())  # FAA404
    return buffer.tell()


@app.get("/library")
async def export_all() -> int:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("a", "b"):
            archive.writestr(name, json.dumps({"name": name}))  # FAA404
    return buffer.tell()
