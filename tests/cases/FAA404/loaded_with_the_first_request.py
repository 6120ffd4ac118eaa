from functools import lru_cache

from fastapi import Depends, FastAPI
from sentence_transformers import SentenceTransformer

app = FastAPI()
model = None


@lru_cache
def get_model() -> SentenceTransformer:
    return SentenceTransformer("small")


def lazily():
    global model
    if model is None:
        model = SentenceTransformer("small")
    return model


class Encoder:
    def __init__(self):
        self._model = None

    def prepare(self):
        if self._model is None:
            self._model = SentenceTransformer("small")


encoder = Encoder()


@app.get("/")
async def index():
    get_model()
    lazily()
    encoder.prepare()


@app.get("/encoded")
async def encoded(text: str, model: SentenceTransformer = Depends(get_model)):
    return model.encode(text)  # FAA404
