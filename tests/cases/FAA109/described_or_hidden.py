from fastapi import APIRouter, FastAPI

app = FastAPI()
hidden = APIRouter()
words = {"summary": "All of them"}


@app.get("/a", summary="The a")
def a() -> int:
    return 1


@app.get("/b", description="The b")
def b() -> int:
    return 1


@app.get("/c", include_in_schema=False)
def c() -> int:
    return 1


@app.get("/d", **words)
def d() -> int:
    return 1


@hidden.get("/e")
def e() -> int:
    return 1


@app.websocket("/f")
async def f() -> None: ...


@app.get("/g")
def g() -> int:
    """The g."""
    return 1


app.include_router(hidden, include_in_schema=False)
