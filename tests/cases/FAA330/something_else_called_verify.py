import jwt
from fastapi import FastAPI

app = FastAPI()


class Mailbox:
    def send(self, text: str, verify: bool) -> str:
        return text


@app.post("/mail")
def send(text: str) -> str:
    return Mailbox().send(text, verify=False)
