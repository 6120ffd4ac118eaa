from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
User = Annotated[object, Depends(HTTPBearer())]


@app.delete("/books/{number}")
def remove(number: int, user: User): ...


@app.put("/books/{id}")
def exchange(id: int): ...  # FAA301


@app.patch("/books/{id}")
def change(id: int): ...  # FAA301


@app.post("/books")
def suggest(title: str):
    """One of many that are open: this may be meant so."""


@app.post("/books/{id}/votes")
def vote(id: int): ...


@app.post("/words")
def say(text: str): ...


@app.put("/words/{id}")
def say_again(id: int, text: str): ...


@app.delete("/words/{id}")
def take_back(id: int): ...
