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
