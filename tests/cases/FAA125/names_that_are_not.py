from fastapi import APIRouter, FastAPI, Request, WebSocket

app = FastAPI()
router = APIRouter(prefix="/shops/{shop_id}")


@router.get("/orders", name="orders-of-shop")
def read_orders(shop_id: int) -> None: ...


@app.get("/links")
def links(request: Request) -> list:
    return [
        request.url_for("read_orders", shop_id=1),  # FAA125
        request.url_for("orders-of-shop"),  # FAA125
        request.url_for("links", page=1),  # FAA125
        app.url_path_for("orders"),  # FAA125
    ]


@app.websocket("/live")
async def live(socket: WebSocket) -> None:
    await socket.send_text(str(socket.url_for("line")))  # FAA125


app.include_router(router)
