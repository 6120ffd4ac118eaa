import time

from elsewhere import CorrelationMiddleware
from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()


@app.middleware("http")
async def refuse(request: Request, call_next):
    if "user" not in request.session:
        return JSONResponse({}, status_code=401)
    return await call_next(request)


app.add_middleware(SessionMiddleware, secret_key="from the environment")
app.add_middleware(CORSMiddleware, allow_origins=["*"])
app.add_middleware(GZipMiddleware)
app.add_middleware(CorrelationMiddleware)


@app.middleware("http")
async def measure(request: Request, call_next):
    start = time.perf_counter()
    response = await call_next(request)
    response.headers["x-time"] = str(time.perf_counter() - start)
    return response


@app.middleware("http")
async def rewrite(request: Request, call_next):
    response = await call_next(request)
    return Response(b"", status_code=response.status_code, headers=dict(response.headers))


@app.get("/x")
def read_x() -> None: ...
