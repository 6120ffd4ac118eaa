import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

debug = os.getenv("DEBUG") == "1"
origins = ["https://books.example"]
if debug:
    origins = ["*"]

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)
if debug:
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
