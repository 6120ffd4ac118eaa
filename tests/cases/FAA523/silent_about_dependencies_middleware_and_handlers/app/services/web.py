from fastapi import Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


def current_user(request: Request) -> str:
    return request.headers["x-user"]


async def on_error(request: Request, exc: Exception) -> JSONResponse:
    return JSONResponse({"detail": str(exc)}, status_code=500)


class Timer(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next) -> Response:
        return await call_next(request)
