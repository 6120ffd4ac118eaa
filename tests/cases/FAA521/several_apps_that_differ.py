from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware

one = FastAPI()
two = FastAPI()
one.add_middleware(CORSMiddleware, allow_origins=["*"])
two.add_middleware(TrustedHostMiddleware, allowed_hosts=["shop.example"])
two.add_middleware(CORSMiddleware, allow_origins=["*"])


@one.get("/x")
def read_x() -> None: ...


@two.get("/x")
def read_y() -> None: ...
