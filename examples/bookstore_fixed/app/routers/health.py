"""Probes."""

from fastapi import APIRouter
from sqlalchemy import select

from app.database import SessionDep
from app.schemas.health import Health

router = APIRouter(tags=["health"])


@router.get("/health")
async def read_health(session: SessionDep) -> Health:
    """Whether the service and its database answer."""
    await session.execute(select(1))
    return Health(status="ok")
