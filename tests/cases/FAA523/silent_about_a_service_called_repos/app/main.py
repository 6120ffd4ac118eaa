from typing import Annotated

from app.services import repos
from fastapi import FastAPI, File, UploadFile

app = FastAPI()


@app.post("/code")
def upload(file: Annotated[UploadFile, File()]) -> int:
    return repos.upload_code(file)
