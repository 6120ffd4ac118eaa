from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    return name


for part in ("a", "b", "c", "d", "e"):
    app.add_api_route(f"/{part}", show, tags=["tagged"])
for part in ("f", "g", "h"):
    app.add_api_route(f"/{part}", show)
