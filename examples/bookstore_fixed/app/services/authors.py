"""Authors."""

from collections.abc import Sequence

from app.domain import NotFound
from app.models import Author
from app.repositories.authors import AuthorRepository
from app.schemas.authors import AuthorWrite


class AuthorService:
    """What the shop does with authors."""

    def __init__(self, authors: AuthorRepository) -> None:
        self.authors = authors

    async def page(self, limit: int, offset: int) -> Sequence[Author]:
        """Some authors."""
        return await self.authors.page(limit, offset)

    async def get(self, author_id: int) -> Author:
        """One author; raises `NotFound`."""
        author = await self.authors.get(author_id)
        if author is None:
            raise NotFound("Author not found")
        return author

    async def create(self, payload: AuthorWrite) -> Author:
        """A new author."""
        author = Author(name=payload.name, bio=payload.bio)
        await self.authors.add(author)
        return author

    async def replace(self, author_id: int, payload: AuthorWrite) -> Author:
        """The author after the change."""
        author = await self.get(author_id)
        author.name = payload.name
        author.bio = payload.bio
        await self.authors.save()
        return author

    async def delete(self, author_id: int) -> None:
        """Remove an author; raises `Conflict` while there are books."""
        await self.authors.delete(await self.get(author_id))
