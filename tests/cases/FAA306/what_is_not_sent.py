from fastapi import FastAPI
from pydantic import BaseModel, Field, SecretStr, field_serializer

app = FastAPI()


class Excluded(BaseModel):
    name: str
    password: str = Field(exclude=True)


class Hidden(BaseModel):
    name: str
    password: SecretStr


class Masked(BaseModel):
    name: str
    password: str

    @field_serializer("password")
    def mask(self, value: str) -> str:
        return "***"


class Flags(BaseModel):
    has_password: bool
    password_expires: int
    reset_password: bool
    token_url: str


class Never(BaseModel):
    name: str
    password: str | None = None


class Account(BaseModel):
    name: str
    password: str


@app.get("/excluded")
def read_excluded() -> Excluded: ...


@app.get("/hidden")
def read_hidden() -> Hidden: ...


@app.get("/masked")
def read_masked() -> Masked: ...


@app.get("/flags")
def read_flags() -> Flags: ...


@app.get("/never")
def read_never() -> Never: ...


@app.get("/chosen", response_model=Account, response_model_exclude={"password"})
def read_chosen(): ...


@app.post("/accounts")
def add_account(account: Account) -> str:
    return account.name
