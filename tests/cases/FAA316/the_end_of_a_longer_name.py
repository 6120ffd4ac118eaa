import uuid
from pathlib import Path

from fastapi import FastAPI, UploadFile

app = FastAPI()
UPLOADS = Path("uploads")


@app.post("/files")
def upload(file: UploadFile, owner: int) -> None:
    (UPLOADS / f"{uuid.uuid4()}_{file.filename}").write_bytes(b"")
    with open(f"uploads/{owner}-{file.filename}", "wb") as out:
        out.write(b"")
    with open("uploads/" + uuid.uuid4().hex + file.filename, "wb") as out:
        out.write(b"")
