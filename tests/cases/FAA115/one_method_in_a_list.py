from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse

app = FastAPI()
router = APIRouter()


@app.api_route("/a", methods=["post"])  # FAA115
def a() -> int:
    return 1


@router.api_route("/b")  # FAA115
def b() -> int:
    return 1


@app.route("/c")  # FAA115
def c(request: Request) -> PlainTextResponse:
    return PlainTextResponse("c")


app.include_router(router)
