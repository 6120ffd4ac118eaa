from typing import Any, Callable, get_type_hints

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel


class Bearer(HTTPBearer):
    def __init__(self, auto_error: bool = False):
        super().__init__(auto_error=auto_error)

    async def __call__(self, request: "Request"): ...


from fastapi import Request  # noqa: E402


class TrailingSlash(APIRouter):
    def add_api_route(self, path: str, endpoint: Callable[..., Any], *, include_in_schema=True, **kwargs: Any):
        super().add_api_route(path.rstrip("/"), endpoint, include_in_schema=include_in_schema, **kwargs)
        super().add_api_route(path.rstrip("/") + "/", endpoint, include_in_schema=False, **kwargs)


class Secure(TrailingSlash):
    def __init__(self, *args: Any, dependencies=None, **kwargs: Any):
        super().__init__(*args, dependencies=[Depends(Bearer()), *(dependencies or [])], **kwargs)


class Inferring(APIRouter):
    def api_route(self, path: str, **kwargs: Any):
        def decorate(function):
            self.add_api_route(path, function, **kwargs)
            return function

        return decorate

    def add_api_route(self, path, endpoint, **kwargs):
        if not kwargs.get("response_model"):
            kwargs["response_model"] = get_type_hints(endpoint).get("return")
        if kwargs.get("status_code") is None:
            kwargs["status_code"] = 202
        return super().add_api_route(path, endpoint, **kwargs)


class Route(APIRoute): ...


class Item(BaseModel):
    name: str


def local(): ...


class App(FastAPI):
    def __init__(self, **kwargs):
        super().__init__(title="own", **kwargs)
        self.include_router(inferring, prefix="/inferred")

    def secured(self, path):
        return self.get(path, dependencies=[Depends(local)])


secure = Secure(prefix="/secure", dependencies=[Depends(local)], route_class=Route)
inferring = Inferring()


@secure.get("/x", tags=["x"])
def x(): ...


@inferring.get("/y")
def y() -> list[Item]: ...


@inferring.post("/z", status_code=201, response_model=None)
def z(item: Item): ...


app = App()
app.include_router(secure)


@app.secured("/w")
def w(): ...
