from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Mail(BaseModel):
    host: str
    password: str


class Feed(BaseModel):
    url: str
    client_secret: str


@app.get("/mail")
def read_mail() -> Mail:
    return Mail(host="mail.example", password="***")


@app.get("/feed")
def read_feed() -> Feed:
    feed = Feed(url="https://feed.example", client_secret="")
    feed.client_secret = "***"
    return feed
