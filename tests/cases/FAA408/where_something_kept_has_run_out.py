import time

import httpx
from fastapi import FastAPI

app = FastAPI()


class Mail:
    def __init__(self) -> None:
        self.token: str | None = None
        self.expiry = 0.0
        self.box: int | None = None

    async def _get_token(self) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.post("https://mail.example/token", timeout=5)
        self.token = answer.text
        self.expiry = time.time() + 3600

    async def _know_box(self) -> None:
        if not self.box:
            async with httpx.AsyncClient() as client:
                answer = await client.get("https://mail.example/boxes", timeout=5)
            self.box = int(answer.text)

    async def send(self, text: str) -> None:
        if not self.token or time.time() >= self.expiry:
            await self._get_token()
        await self._know_box()
        async with httpx.AsyncClient() as client:  # FAA408
            await client.post(f"https://mail.example/{self.box}", content=text, timeout=5)


mail = Mail()


@app.post("/mails")
async def send_mail(text: str) -> None:
    await mail.send(text)
