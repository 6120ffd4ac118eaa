from db import make_session
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def names(self, table: int) -> list[str]:
        query = text("SELECT name FROM pose WHERE camera = :camera")
        return list((await self.session.execute(query, {"camera": table})).scalars())


class Poses(Repository):
    pass


class Views:
    def __init__(self, poses: Poses) -> None:
        self.poses = poses

    @property
    def fresh(self) -> Poses:
        return Poses(make_session())
