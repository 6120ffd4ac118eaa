import ormar
from beanie import Document
from fastapi import FastAPI
from ormar import DatabaseConnection, OrmarConfig
from piccolo.columns import ForeignKey, Varchar
from piccolo.table import Table
from sqlalchemy import MetaData
from tortoise import fields
from tortoise.models import Model

app = FastAPI()


class Author(Model):
    name = fields.CharField(max_length=50)


class Book(Model):
    title = fields.CharField(max_length=50)
    author = fields.ForeignKeyField("models.Author", related_name="books")


class Note(Document):
    title: str


class Film(ormar.Model):
    ormar_config = OrmarConfig(database=DatabaseConnection("sqlite://"), metadata=MetaData())

    id: int = ormar.Integer(primary_key=True)
    title: str = ormar.String(max_length=100)


class Band(Table):
    name = Varchar(length=100)


class Song(Table):
    name = Varchar(length=100)
    band = ForeignKey(references=Band)


@app.get("/books")
async def books() -> list[list[Book]]:
    found = []
    for author in await Author.all():
        found.append(await Book.filter(author_id=author.id))  # FAA201
    return found


@app.get("/numbers")
async def numbers() -> list[int]:
    found = []
    for author in await Author.all().order_by("name"):
        found.append(await Book.filter(author_id=author.id).count())  # FAA201
    return found


@app.get("/notes")
async def notes(ids: list[str]) -> list[Note | None]:
    return [await Note.get(number) for number in ids]  # FAA201


@app.get("/films")
async def films(titles: list[str]) -> list[Film]:
    return [await Film.objects.filter(title=title).first() for title in titles]  # FAA201


@app.get("/songs")
async def songs() -> list[object]:
    found = []
    for band in await Band.select().order_by(Band.name):
        found.append(await Song.select().where(Song.band == band["id"]))  # FAA201
    return found


@app.get("/built")
async def built(titles: list[str]) -> list[Book]:
    query = Book.all()
    for title in titles:
        query = query.exclude(title=title)
    return await query


@app.get("/at-once")
async def at_once(ids: list[int]) -> list[Book]:
    return await Book.filter(id__in=ids).prefetch_related("author")
