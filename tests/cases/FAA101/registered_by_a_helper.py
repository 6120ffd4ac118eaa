from typing import Any

from fastapi import APIRouter, FastAPI


class Router(APIRouter):
    """Serves each path with and without a slash at the end."""

    def add_api_route(self, path: str, *args: Any, **kwargs: Any) -> None:
        super().add_api_route(path, *args, **kwargs)
        super().add_api_route(f"{path}/", *args, **kwargs)


app = FastAPI()
router = Router()


def show(name: str = "") -> str:
    return name


router.add_api_route("/items/list", show)
router.add_api_route("/orders/list", show)
for part in ("add", "create"):
    app.add_api_route(f"/items/{part}", show, methods=["POST"])
app.include_router(router)
