from fastapi import FastAPI

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


@app.get("/letters")
def read_letters():  # FAA603
    return []


@app.delete("/letters")
def delete_letters():
    print("gone")
