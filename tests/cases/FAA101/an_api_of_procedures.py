from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    return name


for part in ("get", "list", "apply", "delete", "stop", "restart", "create", "add_members"):
    app.post(f"/runs/{part}")(show)
    app.post(f"/users/{part}")(show)
app.get("/runs/list")(show)
