import httpx
from fastapi import Depends, FastAPI, Request, WebSocket
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


async def get_session():
    async with make_session() as session:
        yield session


async def is_open(name: str) -> bool:
    return bool(name)


async def names() -> list[str]:
    return ["a"]


async def first() -> str:
    return names()[0]  # FAA406


async def forward() -> bool:
    return is_open("a")  # FAA406


@app.get("/used")
async def used(request: Request, session: AsyncSession = Depends(get_session)):
    body = request.json()  # FAA406
    print(body["name"])
    if not is_open("a"):  # FAA406
        return None
    rows = session.execute(text("SELECT 1")).scalars()  # FAA406
    async with httpx.AsyncClient() as client:
        answer = client.get("https://example.org").json()  # FAA406
    for name in names():  # FAA406
        print(f"{is_open(name)}")  # FAA406
    return [rows, answer, len(names())]  # FAA406


@app.get("/dropped")
async def dropped(session: AsyncSession = Depends(get_session)):
    unused = is_open("a")  # FAA406
    session.commit()  # FAA406


@app.websocket("/socket")
async def socket(websocket: WebSocket):
    websocket.accept()  # FAA406
    await websocket.close()


@app.get("/answer")
async def answer():
    return {"names": names()}  # FAA406


@app.get("/plain")
def plain():
    return is_open("a")  # FAA406
