import smtplib

import httpx
from fastapi import FastAPI

app = FastAPI()


class Mail:
    def check(self) -> None:
        smtplib.SMTP("localhost").noop()


class Chat:
    def check(self) -> None:
        httpx.get("https://chat.example", timeout=5)


@app.get("/check")
def check(service: str) -> None:
    if service == "mail":
        Mail().check()
    elif service == "chat":
        Chat().check()
    match service:
        case "mail":
            Mail().check()
    if app.debug:
        Mail().check()  # FAA507
