from pydantic import BaseModel, SecretStr


class Connection(BaseModel):  # FAA151
    llm_api_key: str | None
    alias: str


class ConnectionIn(Connection):
    credentials: str


class ConnectionOut(Connection):
    id: int


class Account(BaseModel):
    name: str


class AccountIn(Account):
    password: str


class AccountOut(Account):
    id: int


class Hidden(BaseModel):
    token: SecretStr
    api_key: SecretStr


class HiddenIn(Hidden):
    name: str


class HiddenOut(Hidden):
    id: int


class Mail(BaseModel):
    host: str
    smtp_password: str
