import ormar
from beanie import Document
from fastapi import FastAPI
from ormar import DatabaseConnection, OrmarConfig
from sqlalchemy import MetaData
from tortoise import fields
from tortoise.models import Model

app = FastAPI()


class Book(Model):
    title = fields.CharField(max_length=50)


class Note(Document):
    title: str


class Film(ormar.Model):
    ormar_config = OrmarConfig(database=DatabaseConnection("sqlite://"), metadata=MetaData())

    id: int = ormar.Integer(primary_key=True)
    title: str = ormar.String(max_length=100)


@app.post("/dropped")
async def dropped(title: str) -> None:
    Book.create(title=title)  # FAA406
    Note(title=title).insert()  # FAA406
    Film.objects.create(title=title)  # FAA406


@app.post("/awaited")
async def awaited(title: str) -> None:
    await Book.create(title=title)
    await Note(title=title).insert()
    await Film.objects.create(title=title)
