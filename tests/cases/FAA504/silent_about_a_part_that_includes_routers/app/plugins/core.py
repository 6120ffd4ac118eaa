from fastapi import FastAPI


def installed() -> list[str]:
    return ["books"]


def register(app: FastAPI) -> None:
    for name in installed():
        app.include_router(__import__(name).router)
