from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException

app = FastAPI()


class Session:
    pass


def get_session() -> Session:
    return Session()


def get_token(authorization: str = Header(), session=get_session) -> str:  # FAA525
    return authorization


def get_user(token: str = Depends(get_token)) -> str:
    if token != "Bearer secret":
        raise HTTPException(401)
    return token


def build() -> APIRouter:
    router = APIRouter()

    @router.get("/spans")
    async def spans(limit: int = 10, user=get_user) -> list[str]:  # FAA525
        return [user][:limit]

    @router.get("/runs")
    async def runs(user: Annotated[str, Depends(get_user)]) -> list[str]:
        return [user]

    return router


app.include_router(build())
