import hashlib
import hmac
import os
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic_settings import BaseSettings
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.responses import Response
from starlette.types import ASGIApp

app = FastAPI()


class Settings(BaseSettings):
    webhook_secret: str = ""
    admin_token: str = ""


settings = Settings()


@app.post("/hook")
async def hook(request: Request, x_signature: Annotated[str, Header()]) -> None:
    expected = hmac.new(settings.webhook_secret.encode(), await request.body(), hashlib.sha256)
    if expected.hexdigest() != x_signature:  # FAA323
        raise HTTPException(401)


def admin(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> None:
    if not credentials.credentials == settings.admin_token:  # FAA323
        raise HTTPException(401)


@app.get("/admin", dependencies=[Depends(admin)])
def show(request: Request) -> str:
    key = request.headers.get("x-api-key")
    if not key or key != settings.admin_token:  # FAA323
        raise HTTPException(401)
    return "ok"


@app.get("/bearer")
def bearer(authorization: Annotated[str, Header()]) -> str:
    scheme, sent = authorization.split(" ", 1)
    if sent != settings.admin_token:  # FAA323
        raise HTTPException(401)
    return scheme


@app.get("/service")
def service(x_api_key: Annotated[str, Header()]) -> str:
    if x_api_key != os.environ["SERVICE_KEY"]:  # FAA323
        raise HTTPException(401)
    return os.environ["REGION"]


class Keeper(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.password = os.environ["PASSWORD"]

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        _, credentials = request.headers.get("Authorization", " ").split(" ", 1)
        if credentials != self.password:  # FAA323
            return Response(status_code=401)
        return await call_next(request)


app.add_middleware(Keeper)
