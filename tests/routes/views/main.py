from fastapi import APIRouter, Depends, FastAPI

from cbv import cbv as controller


def session(): ...


def user(session=Depends(session)): ...


router = APIRouter(prefix="/things")


class Base:
    session: str = Depends(session)


@controller(router)
class Things(Base):
    current: str = Depends(user)

    def __init__(self, q: str = "", *, first: int = Depends(session)): ...

    @router.get("/all", dependencies=[Depends(session)])
    def listing(self, size: int = 10): ...

    @router.post("/new", status_code=201, tags=["new"])
    async def create(self, name: str, again=Depends(user)): ...

    @staticmethod
    def helper(): ...


app = FastAPI()
app.include_router(router)
