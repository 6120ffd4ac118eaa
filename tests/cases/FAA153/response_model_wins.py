from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class Row(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)


class RowOut(SQLModel):
    id: int


@app.get("/shaped", response_model=RowOut)
def shaped() -> Row:
    return Row(id=1)


@app.get("/none", response_model=None)
def unshaped() -> Row:
    return Row(id=1)
