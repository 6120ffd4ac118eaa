from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
bearer = Depends(HTTPBearer())


@app.get("/users")
def list_users(): ...  # FAA302


@app.patch("/users/{user_id}", dependencies=[bearer])
def change_user(user_id: int): ...


@app.delete("/users", dependencies=[bearer])
def delete_users(): ...


@app.get("/books")
def list_books(): ...


@app.delete("/books", dependencies=[bearer])
def delete_books(): ...
