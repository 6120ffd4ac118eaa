from fastapi import FastAPI
from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("sqlite:///shop.db")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


SQLModel.metadata.create_all(engine)  # FAA246
app = FastAPI()
