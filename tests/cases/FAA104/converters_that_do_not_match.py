from fastapi import FastAPI

app = FastAPI()


@app.get("/users/{user_id:int}")
def read_user(user_id: int) -> None: ...


@app.get("/users/{key:uuid}")
def read_by_key(key: str) -> None: ...


@app.get("/users/{name}.json")
def read_as_json(name: str) -> None: ...


@app.get("/users/me")
def read_me() -> None: ...


@app.get("/users/{name}")
def read_by_name(name: str) -> None: ...


@app.get("/users/{name}/posts")
def read_posts(name: str) -> None: ...


@app.get("/users/{rest:path}")
def read_rest(rest: str) -> None: ...
