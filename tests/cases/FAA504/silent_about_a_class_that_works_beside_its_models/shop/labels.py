from pydantic import BaseModel
from shop.database.repository import titles


class Label(BaseModel):
    text: str


class Sheet(BaseModel):
    labels: list[Label]


class Labels:
    async def read(self) -> list[Label]:
        return [Label(text=title) for title in await titles()]
