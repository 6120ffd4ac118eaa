"""Authors."""

from collections.abc import Sequence

from sqlalchemy import select

from app.models import Author
from app.repositories.base import Repository


class AuthorRepository(Repository):
    """Queries over authors."""

    async def get(self, author_id: int) -> Author | None:
        """The author with this id."""
        return await self.session.get(Author, author_id)

    async def page(self, limit: int, offset: int) -> Sequence[Author]:
        """Some authors by name."""
        query = select(Author).order_by(Author.name).limit(limit).offset(offset)
        return (await self.session.scalars(query)).all()

    async def add(self, author: Author) -> None:
        """Store a new author."""
        self.session.add(author)
        await self.commit("The author was not stored")

    async def save(self) -> None:
        """Store what was changed."""
        await self.commit("The author was not changed")

    async def delete(self, author: Author) -> None:
        """Remove an author who has no books."""
        await self.session.delete(author)
        await self.commit("The author still has books")
