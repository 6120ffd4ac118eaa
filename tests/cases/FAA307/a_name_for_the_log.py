import logging

import jwt
from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger(__name__)
app = FastAPI()


def claimed_name(request: Request) -> str:
    token = request.headers["Authorization"]
    return jwt.decode(token, options={"verify_signature": False})["sub"]


class LoggingMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        logger.info("from %s", claimed_name(request))
        return await call_next(request)


app.add_middleware(LoggingMiddleware)


@app.get("/")
def index() -> str:
    return "hello"
