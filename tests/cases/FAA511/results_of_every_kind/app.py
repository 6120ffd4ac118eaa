from typing import Annotated

import services
from fastapi import Depends, FastAPI, Security
from services import Service, check, service, session, settings, user

app = FastAPI(dependencies=[Depends(check())])  # FAA511
Config = Annotated[services.Settings, Depends(settings())]  # FAA511


@app.get("/a")
def a(opened=Depends(session())) -> None: ...  # FAA511


@app.get("/b")
def b(one=Security(user())) -> None: ...  # FAA511


@app.get("/c")
def c(one=Depends(dependency=services.connection())) -> None: ...  # FAA511


@app.get("/d")
def d(one: Annotated[Service, Depends(service)]) -> None: ...  # FAA511


@app.get("/e")
def e(one: Service = Depends(Service())) -> None: ...  # FAA511


@app.get("/f")
def f(one=Depends(services.session_now())) -> None: ...  # FAA511


@app.get("/g")
def g(one: Annotated[dict, Depends({"a": 1})]) -> None: ...  # FAA511
