import time

from fastapi import FastAPI
from starlette.endpoints import HTTPEndpoint
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route


class Slow(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        time.sleep(1)  # FAA401
        return await call_next(request)


class Raw:
    def __init__(self, app):
        time.sleep(1)
        self.app = app

    async def __call__(self, scope, receive, send):
        time.sleep(1)  # FAA401
        await self.app(scope, receive, send)


class NeverAdded(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        time.sleep(1)
        return await call_next(request)


async def page(request):
    time.sleep(1)  # FAA401
    return JSONResponse({})


class Page(HTTPEndpoint):
    async def get(self, request):
        time.sleep(1)  # FAA401
        return JSONResponse({})

    def post(self, request):
        time.sleep(1)
        return JSONResponse({})


async def on_value_error(request, error):
    time.sleep(1)  # FAA401
    return JSONResponse({}, 400)


def on_type_error(request, error):
    time.sleep(1)
    return JSONResponse({}, 400)


app = FastAPI(
    middleware=[Middleware(Raw)],
    routes=[Route("/page", page), Route("/class", Page)],
    exception_handlers={ValueError: on_value_error},
)
app.add_middleware(Slow)
app.add_exception_handler(TypeError, on_type_error)


@app.middleware("http")
async def third(request, call_next):
    time.sleep(1)  # FAA401
    return await call_next(request)


@app.exception_handler(KeyError)
async def on_key_error(request, error):
    time.sleep(1)  # FAA401
    return JSONResponse({}, 404)


@app.get("/")
async def index():
    return {}
