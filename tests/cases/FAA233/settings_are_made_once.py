import secrets
import uuid

from pydantic import BaseModel
from pydantic_settings import BaseSettings


class Keys(BaseModel):
    secret_key: str = secrets.token_urlsafe(32)


class Settings(BaseSettings, Keys):
    instance: uuid.UUID = uuid.uuid4()


class Ticket(BaseModel):
    number: uuid.UUID = uuid.uuid4()  # FAA233


settings = Settings()
