import smtplib

import httpx
from fastapi import BackgroundTasks, FastAPI, HTTPException
from fastapi_mail import FastMail
from sqlalchemy.orm import Session

app = FastAPI()
mail = FastMail(None)
client = httpx.AsyncClient()


async def send(text: str) -> bool:
    await mail.send_message(text)
    return True


def register(session: Session, text: str) -> None:
    session.add(text)
    session.commit()
    smtplib.SMTP("localhost").sendmail("a", "b", text)


@app.post("/later")
async def later(tasks: BackgroundTasks):
    tasks.add_task(send, "hello")


@app.post("/used")
async def used():
    return await send("hello")


@app.post("/told")
async def told():
    try:
        await send("hello")
    except OSError:
        raise HTTPException(502)


@app.post("/noted")
async def noted():
    sent = False
    try:
        await send("hello")
        sent = True
    except OSError:
        print("not sent")
    return {"sent": sent}


@app.post("/registered")
def registered(session: Session):
    register(session, "hello")


@app.post("/answer")
async def answer():
    found = await client.post("https://example.org")
    return found.status_code
