from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Mail(BaseModel):
    host: str
    smtp_password: str


@app.get("/settings/mail")
def read_settings() -> Mail: ...


@app.put("/settings/mail")
def change_settings(mail: Mail) -> Mail:
    return mail
