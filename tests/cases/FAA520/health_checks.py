from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()
books = {"1": "Emma"}
connected = True


@app.get("/books/{key}")
def read_book(key: str) -> str:
    if key not in books:
        raise HTTPException(404)
    return books[key]


@app.delete("/books/{key}")
def delete_book(key: str) -> None:
    if key not in books:
        raise HTTPException(404)
    if len(books) == 1:
        raise HTTPException(409)
    del books[key]


@app.get("/healthcheck")
@app.get("/healthy")
@app.get("/api/ready")
def check() -> JSONResponse:
    if not connected:
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"all": "fine"})


@app.get("/shelf")
def shelf() -> JSONResponse:
    if not connected:
        return JSONResponse({"status": "unavailable"}, status_code=503)  # FAA520
    return JSONResponse({"all": "fine"})
