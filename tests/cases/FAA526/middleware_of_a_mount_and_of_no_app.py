from fastapi import FastAPI, HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route


class Inside(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if "authorization" not in request.headers:
            raise HTTPException(401)
        return await call_next(request)


class Nowhere(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        raise HTTPException(401)


def read_shelf(request):
    return PlainTextResponse("Emma")


app = FastAPI(
    routes=[Mount("/shelf", routes=[Route("/", read_shelf)], middleware=[Middleware(Inside)])]
)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
