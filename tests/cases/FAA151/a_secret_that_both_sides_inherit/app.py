from fastapi import FastAPI
from models import AccountIn, AccountOut, ConnectionIn, ConnectionOut, HiddenIn, HiddenOut, Mail

app = FastAPI()


@app.post("/connections", status_code=201)
def add_connection(connection: ConnectionIn) -> int: ...


@app.get("/connections")
def list_connections() -> list[ConnectionOut]: ...


@app.post("/accounts")
def add_account(account: AccountIn) -> AccountOut: ...


@app.post("/hidden", status_code=201)
def add_hidden(hidden: HiddenIn) -> int: ...


@app.get("/hidden")
def list_hidden() -> list[HiddenOut]: ...


@app.get("/settings/mail")
def read_mail() -> Mail: ...


@app.put("/settings/mail")
def change_mail(mail: Mail) -> Mail: ...
