from app.use_cases.commands import SignIn
from pydantic import BaseModel


class SignInSchema(BaseModel):
    name: str
    password: str

    def to_command(self) -> SignIn:
        return SignIn(self.name, self.password)
