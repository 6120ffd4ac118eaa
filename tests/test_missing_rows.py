"""Whether None is ruled out: small handlers, each the body of the same function.

``>>>`` marks the line that uses a row which may not have been found.
"""

from __future__ import annotations

import textwrap

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import flagged

CHECKER = next(checker for checker in catalog() if checker.code == "FAA514")

MODULE = '''
from typing import Annotated, NoReturn

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int]


def get_session():
    with Session(engine) as session:
        yield session


def find(session: Session, book_id: int) -> Book | None:
    return session.get(Book, book_id)


def find_or_404(session: Session, book_id: int) -> Book:
    book = session.get(Book, book_id)
    if book is None:
        raise HTTPException(404)
    return book


def first(session: Session, book_id: int):
    row = session.execute(select(Book).where(Book.id == book_id)).first()
    if not row:
        return None
    return row[0]


def by_title(session: Session, title: str) -> Book | None:
    return session.scalars(select(Book).where(Book.title == title)).one_or_none()


def refuse(book: Book | None) -> None:
    if book is None:
        raise HTTPException(404)


def abort() -> NoReturn:
    raise HTTPException(404)


def describe(book: Book) -> str:
    return book.title


def describe_any(book: Book | None) -> str:
    return book.title if book else ""


@app.get("/books/{book_id}")
def show(book_id: int, session: Annotated[Session, Depends(get_session)], title: str = "") -> str:
    """Show the book."""
'''

LOUD = {
    "at once": ">>> return session.get(Book, book_id).title",
    "by a name": "book = session.get(Book, book_id)\n>>> return book.title",
    "written": 'book = session.get(Book, book_id)\n>>> book.title = ""\nreturn ""',
    "the check comes late": """
        book = session.get(Book, book_id)
        >>> title = book.title
        if book is None:
            raise HTTPException(404)
        return title""",
    "only one branch checks": """
        book = session.get(Book, book_id)
        if title:
            if not book:
                raise HTTPException(404)
        >>> return book.title""",
    "the check only logs": """
        book = session.get(Book, book_id)
        if book is None:
            print("none")
        >>> return book.title""",
    "through a repository": "book = find(session, book_id)\n>>> return book.title",
    "through a repository that says None": "book = first(session, book_id)\n>>> return book.title",
    "first of a query": """
        book = session.query(Book).filter(Book.id == book_id).first()
        >>> return book.title""",
    "scalars, first": """
        statement = select(Book).where(Book.id == book_id)
        book = session.scalars(statement).first()
        >>> return book.title""",
    "execute, scalar_one_or_none": """
        result = session.execute(select(Book).where(Book.id == book_id))
        book = result.scalar_one_or_none()
        >>> return book.title""",
    "a row by index": """
        row = session.execute(select(Book).where(Book.id == book_id)).first()
        >>> return row[0].title""",
    "unpacked": """
        >>> (book,) = session.execute(select(Book).where(Book.id == book_id)).first()
        return book.title""",
    "the wrong of two is checked": """
        book = session.get(Book, book_id)
        other = by_title(session, title)
        if other is None:
            raise HTTPException(404)
        >>> return book.title""",
    "or, not and": """
        book = session.get(Book, book_id)
        >>> if book or book.title:
            return ""
        return title""",
    "in the branch of what is missing": """
        book = session.get(Book, book_id)
        if book is None:
            >>> return book.title
        return title""",
    "walrus, wrong way": """
        if (book := session.get(Book, book_id)) is None:
            print("none")
        >>> return book.title""",
    "in a loop": """
        for _ in range(2):
            book = session.get(Book, book_id)
            >>> print(book.title)
        return title""",
    "handed to a function that needs it": """
        book = session.get(Book, book_id)
        >>> return describe(book)""",
    "deleted": """
        book = session.get(Book, book_id)
        >>> session.delete(book)
        return title""",
    "setattr": """
        book = session.get(Book, book_id)
        >>> setattr(book, "title", title)
        return title""",
    "inside a broad clause that answers 500": """
        try:
            book = session.get(Book, book_id)
            >>> return book.title
        except Exception as error:
            raise HTTPException(500) from error""",
    "another name": """
        book = session.get(Book, book_id)
        same = book
        >>> return same.title""",
    "a converted key": "book = session.get(Book, int(book_id))\n>>> return book.title",
    "after try, finally": """
        try:
            book = session.get(Book, book_id)
        finally:
            print("tried")
        >>> return book.title""",
}

SILENT = {
    "is None": """
        book = session.get(Book, book_id)
        if book is None:
            raise HTTPException(404)
        return book.title""",
    "not": """
        book = session.get(Book, book_id)
        if not book:
            raise HTTPException(404)
        return book.title""",
    "in the branch": """
        book = session.get(Book, book_id)
        if book:
            return book.title
        return title""",
    "else": """
        book = session.get(Book, book_id)
        if book is None:
            title = ""
        else:
            title = book.title
        return title""",
    "is not None": """
        book = session.get(Book, book_id)
        return book.title if book is not None else title""",
    "and": """
        book = session.get(Book, book_id)
        if book and book.title:
            return title
        return "" """,
    "or": """
        book = session.get(Book, book_id)
        if book is None or book.title == "":
            raise HTTPException(404)
        return book.title""",
    "two at once": """
        book = session.get(Book, book_id)
        other = by_title(session, title)
        if not book or not other:
            raise HTTPException(404)
        return book.title + other.title""",
    "walrus": """
        if book := session.get(Book, book_id):
            return book.title
        return title""",
    "walrus, is None": """
        if (book := session.get(Book, book_id)) is None:
            raise HTTPException(404)
        return book.title""",
    "a default": "book = session.get(Book, book_id) or Book(title=title)\nreturn book.title",
    "a default, later": """
        book = session.get(Book, book_id)
        if book is None:
            book = Book(id=book_id, title=title)
            session.add(book)
        return book.title""",
    "assert": "book = session.get(Book, book_id)\nassert book\nreturn book.title",
    "isinstance": """
        book = session.get(Book, book_id)
        if not isinstance(book, Book):
            raise HTTPException(404)
        return book.title""",
    "match": """
        match session.get(Book, book_id):
            case None:
                raise HTTPException(404)
            case book:
                return book.title""",
    "match by name": """
        book = session.get(Book, book_id)
        match book:
            case None:
                raise HTTPException(404)
        return book.title""",
    "a function that refuses": """
        book = session.get(Book, book_id)
        refuse(book)
        return book.title""",
    "a function that never returns": """
        book = session.get(Book, book_id)
        if book is None:
            abort()
        return book.title""",
    "a repository that refuses": "book = find_or_404(session, book_id)\nreturn book.title",
    "refused before": """
        find_or_404(session, book_id)
        book = session.get(Book, book_id)
        return book.title""",
    "AttributeError": """
        book = session.get(Book, book_id)
        try:
            return book.title
        except AttributeError as error:
            raise HTTPException(404) from error""",
    "a broad clause that answers 404": """
        try:
            return session.get(Book, book_id).title
        except Exception as error:
            raise HTTPException(404) from error""",
    "a condition of a comprehension": """
        books = [session.get(Book, n) for n in range(book_id)]
        return "".join(book.title for book in books if book)""",
    "kept for later": """
        book = session.get(Book, book_id)
        found = book is not None
        if not found:
            raise HTTPException(404)
        return book.title""",
    "any": """
        book = session.get(Book, book_id)
        if not all([book, title]):
            raise HTTPException(404)
        return book.title""",
    "one, not first": """
        book = session.scalars(select(Book).where(Book.id == book_id)).one()
        return book.title""",
    "an aggregate": """
        row = session.execute(select(func.count(Book.id)).where(Book.id == book_id)).first()
        return str(row[0])""",
    "what a row refers to": """
        book = find_or_404(session, book_id)
        author = session.get(Author, book.author_id)
        return author.name""",
    "no request decides": "book = session.get(Book, 1)\nreturn book.title",
    "just inserted": """
        book = Book(title=title)
        session.add(book)
        session.commit()
        same = session.get(Book, book.id)
        return same.title""",
    "handed to a function that copes": """
        book = session.get(Book, book_id)
        return describe_any(book)""",
    "a loop until it is there": """
        while True:
            book = session.get(Book, book_id)
            if book:
                break
        return book.title""",
    "continue": """
        titles = []
        for _ in range(2):
            book = session.get(Book, book_id)
            if book is None:
                continue
            titles.append(book.title)
        return "".join(titles)""",
    "conditional expression": """
        book = session.get(Book, book_id)
        return "" if not book else book.title""",
    "nested": """
        book = session.get(Book, book_id)
        if title:
            if book is None:
                raise HTTPException(404)
            return book.title
        return title""",
    "both branches leave": """
        book = session.get(Book, book_id)
        if book is None:
            if title:
                raise HTTPException(404)
            else:
                return title
        return book.title""",
    "suppressed": """
        import contextlib
        with contextlib.suppress(AttributeError):
            return session.get(Book, book_id).title
        return title""",
    "lambda": """
        book = session.get(Book, book_id)
        later = lambda: book.title
        return later() if book else title""",
}


def _world(body: str) -> tuple[str, set[int]]:
    lines = textwrap.indent(textwrap.dedent(body.rstrip()).strip("\n"), "    ").splitlines()
    start = MODULE.count("\n") + 1
    wanted = {start + n for n, line in enumerate(lines) if ">>> " in line}
    return MODULE + "\n".join(lines).replace(">>> ", "") + "\n", wanted


@pytest.mark.parametrize("name", LOUD)
def test_a_row_that_may_be_missing_is_seen(name: str) -> None:
    source, wanted = _world(LOUD[name])
    assert wanted
    assert {line for _, line, _ in flagged({"app.py": source}, [CHECKER])} == wanted


@pytest.mark.parametrize("name", SILENT)
def test_a_row_that_is_there_is_no_matter(name: str) -> None:
    source, _ = _world(SILENT[name])
    assert not flagged({"app.py": source}, [CHECKER])
