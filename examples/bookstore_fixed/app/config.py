"""Settings, read from the environment and `.env`; secrets have no default."""

from functools import lru_cache

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs between one installation and the next."""

    model_config = SettingsConfigDict(env_prefix="BOOKSTORE_", env_file=".env", extra="ignore")

    app_name: str = "Bookstore API"
    database_url: str

    jwt_secret: SecretStr = Field(min_length=32)
    access_token_minutes: int = Field(default=60, ge=1)

    cors_origins: list[str] = []

    http_timeout_seconds: float = Field(default=5.0, gt=0)
    cover_api_url: str = "https://openlibrary.org/api/covers"
    payment_api_url: str = ""
    carrier_api_url: str = ""

    smtp_host: str = ""
    smtp_port: int = 25
    mail_from: str = "orders@bookstore.example"


@lru_cache
def get_settings() -> Settings:
    """The settings of this process; a missing one is an error at start-up, by name."""
    return Settings()
