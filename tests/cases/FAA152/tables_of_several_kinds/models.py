from sqlmodel import Field, SQLModel


class Plain(SQLModel):
    name: str


class Row(Plain, table=True):
    id: int | None = Field(default=None, primary_key=True)
