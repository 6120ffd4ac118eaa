import abc
import smtplib

from fastapi import FastAPI

app = FastAPI()


class Mailer(abc.ABC):
    @abc.abstractmethod
    def send(self, text): ...


class Smtp(Mailer):
    def send(self, text):
        smtplib.SMTP("localhost").sendmail("a", "b", text)


async def notify(mailer: Mailer):
    mailer.send("hello")  # FAA402


@app.post("/")
async def index():
    await notify(Smtp())
