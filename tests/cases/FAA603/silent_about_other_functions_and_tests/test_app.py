from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def index(anything):
    return anything
