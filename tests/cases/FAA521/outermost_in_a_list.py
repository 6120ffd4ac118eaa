from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from starlette.middleware import Middleware

app = FastAPI(
    middleware=[
        Middleware(CORSMiddleware, allow_origins=["*"]),
        Middleware(TrustedHostMiddleware, allowed_hosts=["shop.example"]),
    ]
)


@app.get("/x")
def read_x() -> None: ...
