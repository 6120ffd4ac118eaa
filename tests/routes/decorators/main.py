import functools
from functools import wraps

from fastapi import APIRouter, Depends, FastAPI

app = FastAPI()
router = APIRouter()


def guard(scope: str):
    def check(token: str): ...

    return check


def logged(function):
    @wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)

    return wrapper


def retry(times: int = 3):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapper

    return decorate


def opaque(function):
    def wrapper(q: int = 0):
        return function(q)

    return wrapper


def protected_route(method, path, scopes, **kwargs):
    def decorate(function):
        return method(path, dependencies=[Depends(guard(scope)) for scope in scopes], **kwargs)(function)

    return decorate


def also(path):
    """Registers twice."""

    def decorate(function):
        router.get(path)(function)
        router.add_api_route(path + "/alias", function, name="alias")
        return function

    return decorate


class Limiter:
    def limit(self, rate):
        return logged

    def __call__(self, function):
        return logged(function)


limiter = Limiter()


@app.get("/logged")
@logged
@retry(times=2)
async def one(item: int, dep: str = Depends(guard("one"))): ...


@app.get("/opaque")
@opaque
def two(q: int): ...


@protected_route(router.post, "/protected", ["a", "b"], status_code=201)
def three(): ...


@also("/also")
def four(): ...


@router.get("/limited")
@limiter.limit("5/minute")
def five(): ...


@router.get("/called")
@limiter
def six(): ...


router.delete("/direct")(logged(three))
app.include_router(router, prefix="/r")
