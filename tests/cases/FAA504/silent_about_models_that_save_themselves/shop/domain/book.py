from pydantic import BaseModel
from shop.database.repository import insert


class Book(BaseModel):
    title: str

    async def save(self) -> None:
        await insert(self.title)
