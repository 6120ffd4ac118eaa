import os

from fastapi import FastAPI

app = FastAPI()
admin = FastAPI()


@app.delete("/users/{user_id}")
def delete_user(user_id: int) -> None: ...


@app.get("/users/me")
def read_me() -> None: ...


@app.get("/admin/{page}")
def read_admin_page(page: str) -> None: ...


@admin.get("/users")
def read_users() -> None: ...


if os.environ.get("CATCH_ALL"):

    @app.get("/{path:path}")
    def read_anything(path: str) -> None: ...


@app.get("/status")
def read_status() -> None: ...


@app.get("/files/{name}")
@app.get("/files/latest")
def read_file(name: str = "latest") -> None: ...


app.mount("/admin", admin)
