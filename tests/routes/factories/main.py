from functools import lru_cache, partial
from typing import Any

from fastapi import APIRouter, Depends, FastAPI

from parts import Container, install


@lru_cache
def limits() -> dict[str, Any]:
    return {"dependencies": [Depends(limit)]}


def limit(): ...


def include_with_prefix(app: FastAPI, router: APIRouter, prefix: str = "/base", **kwargs: Any) -> None:
    app.include_router(router, prefix=prefix + kwargs.pop("version", "/v0"), **kwargs)


router = APIRouter()


@router.get("/a")
async def a(): ...


def create_app(debug: bool = False, **kwargs: Any) -> FastAPI:
    app = FastAPI(debug=debug, **kwargs)
    include_with_prefix(app, router)
    include_with_prefix(app, router, version="/v1", tags=["v1"], **limits())
    include = partial(include_with_prefix, app, prefix="/partial")
    include(router)
    install(app)
    Container(app).wire()

    @app.get("/nested")
    def nested(): ...

    if debug:

        @app.get("/debug")
        def debugging(): ...

    return app
