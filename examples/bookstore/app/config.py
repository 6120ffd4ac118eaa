"""Settings, read from the environment and `.env`."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BOOKSTORE_", env_file=".env", extra="ignore")

    app_name: str = "Bookstore API"
    database_url: str = "sqlite:///./bookstore.db"
    async_database_url: str = "sqlite+aiosqlite:///./bookstore.db"

    jwt_secret: str = "b00kst0re-signing-key-0f4c2a9e71d35b68"
    jwt_algorithm: str = "HS256"
    access_token_minutes: int = 60

    cors_origins: list[str] = ["*"]
    cors_allow_credentials: bool = True

    cover_api_url: str = "https://openlibrary.org/api/covers"
    payment_api_url: str = ""
    carrier_api_url: str = ""
    refund_settle_seconds: float = 0.1

    smtp_host: str = ""
    smtp_port: int = 25
    mail_from: str = "orders@bookstore.example"


settings = Settings()
