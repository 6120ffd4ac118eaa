from typing import Annotated

from fastapi import Depends, FastAPI
from settings import get_settings


def make_app(given: dict[str, str]) -> FastAPI:
    app = FastAPI()
    app.dependency_overrides[get_settings] = lambda: {**get_settings(), **given}

    @app.get("/")
    def index(settings: Annotated[dict[str, str], Depends(get_settings)]) -> dict[str, str]:
        return settings

    return app
