from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/covers")
async def add_cover(file: UploadFile) -> int:
    length = 0
    while piece := await file.read(65536):
        length += len(piece)
    return length
