from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret_key: SecretStr = Field(default=SecretStr("changeme"))  # FAA305
    encryption_key: SecretStr | None = SecretStr("0123456789abcdef")  # FAA305
    session_secret: SecretStr
    signing_key: SecretStr = SecretStr("")
    cookie_secret: SecretStr | None = None
    smtp_password: SecretStr = SecretStr("for the mail catcher")
    secret_key_header: str = "X-Key"


class Other:
    jwt_secret_key: SecretStr = SecretStr("not a setting")
