from fastapi import FastAPI, Request
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    AuthenticationError,
    SimpleUser,
)
from starlette.middleware.authentication import AuthenticationMiddleware


class Person(SimpleUser):
    email = "ada@books.example"


class Backend(AuthenticationBackend):
    async def authenticate(self, conn):
        if conn.headers.get("Authorization") != "Bearer secret-of-ada":
            raise AuthenticationError("who are you?")
        return AuthCredentials(["authenticated"]), Person("ada")


app = FastAPI()
app.add_middleware(AuthenticationMiddleware, backend=Backend())


@app.get("/letters")
async def read_letters(request: Request):
    return request.user.email
