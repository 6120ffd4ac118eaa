from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import PlainTextResponse

app = FastAPI()


@app.middleware("http")
async def limit(request: Request, call_next):
    if int(request.headers.get("Content-Length", "0")) > 1_000_000:
        return PlainTextResponse("too large", 413)
    return await call_next(request)


@app.post("/covers")
async def add_cover(file: UploadFile) -> int:
    return len(await file.read())
