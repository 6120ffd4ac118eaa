import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

raw = os.getenv("ORIGINS")
origins = [origin.strip() for origin in (raw or "*").split(",")]
with_credentials = "*" not in origins


def may_send_credentials(allowed: list[str]) -> bool:
    return "*" not in allowed


app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=with_credentials)
other = FastAPI()
other.add_middleware(
    CORSMiddleware, allow_origins=origins, allow_credentials=may_send_credentials(origins)
)
