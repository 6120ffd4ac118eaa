"""What all repositories share."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.domain import Conflict


class Repository:
    """Queries over one request's session."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def commit(self, conflict: str) -> None:
        """Make the changes last; a violated constraint raises `Conflict` with these words."""
        try:
            await self.session.commit()
        except IntegrityError as error:
            await self.session.rollback()
            raise Conflict(conflict) from error
