import abc
import smtplib

from fastapi import FastAPI

app = FastAPI()


class Mailer(abc.ABC):
    @abc.abstractmethod
    def send(self, text): ...


class Reporter:
    def report(self, text):
        return


class SmtpReporter(Reporter):
    def report(self, text):
        smtplib.SMTP("localhost").sendmail("a", "b", text)


class Smtp(Mailer):
    def send(self, text):
        smtplib.SMTP("localhost").sendmail("a", "b", text)


async def notify(mailer: Mailer):
    mailer.send("hello")  # FAA402


async def tell(reporter: Reporter):
    reporter.report("hello")  # FAA402


@app.post("/")
async def index():
    await notify(Smtp())
    await tell(SmtpReporter())
