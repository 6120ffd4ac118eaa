import hashlib
import hmac
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic_settings import BaseSettings

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
