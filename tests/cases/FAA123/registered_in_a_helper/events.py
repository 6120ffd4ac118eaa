from fastapi import FastAPI


def register(app: FastAPI) -> None:
    app.add_event_handler("startup", start)  # FAA123
    app.router.add_event_handler("startup", start)  # FAA123


def start() -> None: ...
