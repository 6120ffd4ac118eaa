from models import Order
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_id(self, order_id: int) -> Order | None:
        statement = select(Order).where(Order.id == order_id)  # FAA207
        result = await self.session.execute(statement)
        return result.scalars().first()
