from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.get("/items")
def read_items() -> None: ...


@app.post("/items")
def add_item() -> None: ...


@app.get("/items/")
def read_all_items() -> None: ...


@app.websocket("/items")
async def follow_items(socket: WebSocket) -> None: ...


@app.get("/items/{item_id:int}")
def read_item(item_id: int) -> None: ...


@app.get("/items/{name}")
def read_named(name: str) -> None: ...
