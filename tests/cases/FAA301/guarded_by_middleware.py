from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

app = FastAPI()


@app.middleware("http")
async def authenticate(request: Request, call_next):
    if "authorization" not in request.headers and request.headers.get("authorization") is None:
        return JSONResponse({"detail": "who are you?"}, status_code=401)
    return await call_next(request)


@app.put("/a")
def change_a(credentials=Depends(HTTPBearer())): ...


@app.put("/b")
def change_b(): ...
