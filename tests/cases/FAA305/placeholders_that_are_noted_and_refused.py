from itsdangerous import URLSafeTimedSerializer
from jose import jwt
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

PLACEHOLDERS: dict[str, list[str]] = {
    "STATE_SECRET": ["your-state-secret"],
    "MAIL_PASSWORD": ["password"],
}


class Settings(BaseSettings):
    SECRET_KEY: str = "change-me-in-production"
    STATE_SECRET: SecretStr = Field(default=SecretStr("your-state-secret"))
    REFRESH_SECRET: str = "change-me-in-production"  # FAA305

    def check(self):
        missing = []
        if not self.SECRET_KEY or self.SECRET_KEY == "change-me-in-production":
            missing.append("SECRET_KEY")
        if missing:
            raise ValueError(missing)

    def model_post_init(self, context):
        bad = []
        for field, placeholders in PLACEHOLDERS.items():
            raw = getattr(self, field)
            value = raw.get_secret_value() if isinstance(raw, SecretStr) else raw
            if value in placeholders:
                bad.append(field)
        if bad:
            raise ValueError(bad)


settings = Settings()


def sign(claims):
    return jwt.encode(claims, settings.SECRET_KEY)


def sign_refresh(claims):
    return jwt.encode(claims, settings.REFRESH_SECRET)


def sign_state(state):
    return URLSafeTimedSerializer(settings.STATE_SECRET.get_secret_value()).dumps(state)
