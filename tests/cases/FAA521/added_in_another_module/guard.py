from fastapi.responses import PlainTextResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Guard(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.url.path.startswith("/internal"):
            return PlainTextResponse("no", status_code=403)
        return await call_next(request)
