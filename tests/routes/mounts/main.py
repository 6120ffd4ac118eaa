from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

API, VERSION = "/api", "/v{}"
VERSION_1 = API + VERSION.format(1)
NESTED = "%s/nested" % VERSION_1


def outer(): ...


def inner(): ...


api = FastAPI(dependencies=[Depends(inner)], root_path="/x")
app = FastAPI(dependencies=[Depends(outer)])
shared = APIRouter(prefix="/shared")


@shared.get("/one")
def one(): ...


api.include_router(shared)
api.include_router(shared, prefix="/again")
app.include_router(shared, prefix=NESTED)
app.mount(VERSION_1, api)
app.mount("/static", StaticFiles(directory=".", check_dir=False))
wrapped = FastAPI()
app.mount("/wrapped", CORSMiddleware(wrapped, allow_origins=["*"]))


@wrapped.get("/inside")
def inside(): ...


@api.get(VERSION_1 + "/{rest:path}")
def late(rest: str): ...


@shared.get("/late")
def late_shared(): ...


@app.get(app.docs_url + "/own")
def docs(): ...
