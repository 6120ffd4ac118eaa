import state
from fastapi import FastAPI
from state import sessions

app = FastAPI()


@app.get("/")
def index(name: str):
    sessions[name] = 1  # FAA506
    state.settings.append(name)
