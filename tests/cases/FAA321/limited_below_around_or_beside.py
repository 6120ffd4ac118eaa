from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel

app = FastAPI()
failures: dict[str, int] = {}


class RateLimiter:
    def __call__(self) -> None: ...


class Credentials(BaseModel):
    name: str
    password: str


class Accounts:
    def authenticate(self, name: str, password: str) -> None:
        self.refuse_locked_out(name)

    def refuse_locked_out(self, name: str) -> None:
        if failures.get(name, 0) > 5:
            raise HTTPException(429)


accounts = Accounts()


@app.post("/token", dependencies=[Depends(RateLimiter())])
def issue(form: OAuth2PasswordRequestForm = Depends()) -> None: ...


@app.post("/login")
def login(credentials: Credentials) -> None:
    accounts.authenticate(credentials.name, credentials.password)
