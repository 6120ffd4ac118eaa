from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    return name


for part in "abcdefgh":
    app.add_api_route(f"/v1/{part}", show)
for part in "ijklmnopqr":
    app.add_api_route(f"/{part}", show)
