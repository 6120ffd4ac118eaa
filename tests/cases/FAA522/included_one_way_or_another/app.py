from fastapi import APIRouter, FastAPI
from routers import a, b, c, d, e, f

app = FastAPI()
for module in (a, b):
    app.include_router(module.router)
ALL = [c.router]
app.router.routes.extend(d.router.routes)
empty = APIRouter()


def install(target: FastAPI, routers=(e.router,)) -> None:
    for router in routers:
        target.include_router(router)


class Registry:
    routers = {"f": f.router}


def more_routers() -> list[dict[str, APIRouter]]:
    from routers.g import router as last_router

    return [{"router": last_router}]


def install_more() -> None:
    for entry in more_routers():
        app.include_router(entry["router"])
