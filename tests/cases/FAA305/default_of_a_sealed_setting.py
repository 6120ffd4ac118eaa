from pydantic import Field, SecretStr, model_validator
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


class Judged(BaseSettings):
    csrf_secret_key: SecretStr = SecretStr("__REPLACE_ME__")

    @model_validator(mode="after")
    def refuse_placeholders(self):
        value = self.csrf_secret_key.get_secret_value()
        is_placeholder = value.lower().startswith("__replace")
        if is_placeholder:
            raise ValueError("set a key")
        return self
