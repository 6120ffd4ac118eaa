from fastapi import FastAPI, UploadFile

app = FastAPI(max_body_size=1_000_000)


@app.post("/covers")
async def add_cover(file: UploadFile) -> int:
    return len(await file.read())
