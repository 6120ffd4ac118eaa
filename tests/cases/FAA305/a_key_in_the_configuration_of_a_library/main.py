from fastapi import FastAPI
from fastapi_jwt_auth import AuthJWT
from pydantic import BaseModel

app = FastAPI()


class Settings(BaseModel):
    authjwt_secret_key: str = "hound-of-the-moor"  # FAA305


@AuthJWT.load_config
def get_config():
    return Settings()
