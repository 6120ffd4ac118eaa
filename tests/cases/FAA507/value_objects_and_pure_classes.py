from dataclasses import dataclass

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


@dataclass
class Money:
    amount: int

    def doubled(self) -> "Money":
        return Money(self.amount * 2)


class Answer(BaseModel):
    amount: int


class NotEnough(Exception): ...


@app.get("/")
def index(amount: int) -> Answer:
    if amount < 0:
        raise NotEnough()
    return Answer(amount=Money(amount).doubled().amount)
