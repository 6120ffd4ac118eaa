from fastapi import FastAPI

app = FastAPI()


@app.get("/a", tags=["a"], response_description="A number")
def a() -> int:  # FAA109
    # The comment is not in the schema.
    return 1


@app.get("/b")
@app.post("/b")
def b() -> int:  # FAA109
    return 1
