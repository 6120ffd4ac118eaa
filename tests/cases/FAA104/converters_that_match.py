from fastapi import FastAPI

app = FastAPI()


@app.get("/files/{path:path}")
def read_file(path: str) -> None: ...


@app.get("/files/recent/today")
def read_recent() -> None: ...  # FAA104


@app.get("/files/{name}")
def read_named(name: str) -> None: ...  # FAA104


@app.get("/levels/{level:float}")
def read_level(level: float) -> None: ...


@app.get("/levels/0")
def read_ground() -> None: ...  # FAA104


@app.get("/levels/{level:int}")
def read_whole_level(level: int) -> None: ...  # FAA104


@app.get("/{name}.json")
def read_json(name: str) -> None: ...


@app.get("/schema.json")
def read_schema() -> None: ...  # FAA104


@app.api_route("/items/{item_id}", methods=["GET", "DELETE"])
def item(item_id: str) -> None: ...


@app.api_route("/items/all", methods=["GET", "POST"])
def items() -> None: ...  # FAA104
