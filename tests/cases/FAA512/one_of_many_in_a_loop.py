from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def show() -> list[int]:
    """What can be read."""
    for text in ("1", "x"):
        try:
            return [int(text)]
        except Exception:
            return []
    return []
