'''A row that was looked up for a request is used without a look whether it was found: a 500.

`get`, `first`, `one_or_none`, `scalar`, `find_one` give None where there is no such row, and which
row there is, the client decides. `None.title` is an AttributeError, the client gets a 500 for what
is a 404, and whoever reads the log looks for a bug that is none. A type checker sees it only where
the ORM's stubs say so and nobody turned them off; through a repository function it seldom does.

Bad:

```python title="models.py"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
```

```python title="repository.py"
from models import Base, Book
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import Session

threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)
Base.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


def find(session: Session, book_id: int):
    return session.get(Book, book_id)
```

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI
from repository import find, get_session
from sqlalchemy.orm import Session

app = FastAPI()


@app.get("/books/{book_id}")
def title(book_id: int, session: Annotated[Session, Depends(get_session)]) -> str:
    """The title of a book."""
    book = find(session, book_id)
    return book.title  # FAA514
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from repository import find, get_session
from sqlalchemy.orm import Session

app = FastAPI()


@app.get("/books/{book_id}")
def title(book_id: int, session: Annotated[Session, Depends(get_session)]) -> str:
    """The title of a book."""
    book = find(session, book_id)
    if book is None:
        raise HTTPException(404)
    return book.title
```

Silent where None is ruled out, in whatever form: `if`, `or`, `assert`, `match`, `:=`, a condition
of a comprehension, a function that refuses it, an `except` that answers for it. Silent too about
rows that another row refers to, about keys that no request decides, that were inserted or looked
up before, and that a dependency of the route takes as well.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function


@checker(
    code="FAA514",
    subject=Function,
    pattern="error-handling",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{name}` is None where {what} found nothing, a 500; answer 404 first",
    advice="Look in `{function}` whether {what} found anything, and raise an HTTPException(404) "
    "where it did not.",
)
def unchecked_missing_row(function: Function, context: Context) -> Iterator[Match]:
    for use in context.project.missing_rows.uses(context.symbol(function)):
        yield at(
            use.place,
            anchor=use.name,
            name=use.words,
            what=f"`{use.lookup.what}`",
            function=function.name,
        )
