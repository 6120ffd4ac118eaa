import smtplib

import httpx
from fastapi import FastAPI
from fastapi_mail import FastMail

app = FastAPI()
mail = FastMail(None)
client = httpx.AsyncClient()


class Notices:
    async def send(self, text: str) -> None:
        await self._send(text)

    async def _send(self, text: str) -> None:
        await mail.send_message(text)


notices = Notices()


@app.post("/orders")
async def order():
    try:
        await notices.send("hello")  # FAA410
    except OSError:
        print("no mail")


@app.post("/hook")
async def hook():
    await client.post("https://partner.example/hook", json={})  # FAA410


@app.post("/plain")
def plain():
    with smtplib.SMTP("localhost") as server:
        server.starttls()
        server.sendmail("a", "b", "hello")  # FAA410
