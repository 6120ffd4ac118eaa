from container import Container
from fastapi import FastAPI
from services import Clock, Login

app = FastAPI()
container = Container()
login = container.require(Login)


@app.post("/login")
async def log_in(name: str):
    login.check(name)  # FAA402
    container.require(Clock).now()
