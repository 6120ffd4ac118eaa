from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.routing import Route


async def plain(request): ...


async def other(request): ...


app = FastAPI(routes=[Route("/other", other)])
router = APIRouter(prefix="/shops/{shop_id}")


@router.get("/orders", name="orders-of-shop")
def read_orders(shop_id: int) -> None: ...


@router.get("/x")
def twice(shop_id: int) -> None: ...


@app.get("/x")
def twice_again() -> None: ...


@app.websocket("/live")
async def live() -> None: ...


@app.get("/links")
def links(request: Request, name: str, parameters: dict) -> list:
    return [
        request.url_for("orders-of-shop", shop_id=1),
        request.url_for("static", path="a.css"),
        request.url_for("assets:read", path="a.css"),
        request.url_for("swagger_ui_html"),
        request.url_for("plain"),
        request.url_for("other"),
        request.url_for("live"),
        request.url_for(name),
        request.url_for("twice", **parameters),
        request.app.url_path_for("links"),
        app.url_path_for("twice", shop_id=2),
    ]


class Flask:
    def url_for(self, name: str) -> str:
        return name


Flask().url_for("nowhere")
app.include_router(router)
app.mount("/static", StaticFiles(directory="static"), name="static")
app.add_route("/plain", plain)
