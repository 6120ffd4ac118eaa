from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    return []


@app.get("/orders", response_model=list[str])
def read_orders():
    return []


@app.get("/version")
def version() -> str:
    return "1"


@app.get("/health")
def health() -> str:
    return "ok"


def reader():  # FAA603
    return "ada"


@app.get("/letters", dependencies=[Depends(reader)])
def read_letters():
    return []


@app.delete("/letters")
def delete_letters() -> None:
    print("gone")
