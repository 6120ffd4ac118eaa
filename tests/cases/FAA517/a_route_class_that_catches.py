from collections.abc import Callable

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute


class NotFound(Exception):
    pass


class BookRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except NotFound:
                return JSONResponse({"detail": "no"}, status_code=404)

        return answer


books = {1: "Emma"}
router = APIRouter(route_class=BookRoute)


@router.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title


app = FastAPI()
app.include_router(router)
