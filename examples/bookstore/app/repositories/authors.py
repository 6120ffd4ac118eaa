from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Author


class AuthorRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def get(self, author_id: int) -> Author | None:
        return self.db.get(Author, author_id)

    def all(self) -> Sequence[Author]:
        return self.db.scalars(select(Author).order_by(Author.name)).all()

    def save(self, author: Author) -> Author:
        self.db.add(author)
        self.db.commit()
        self.db.refresh(author)
        return author

    def delete(self, author: Author) -> None:
        self.db.delete(author)
        self.db.commit()
