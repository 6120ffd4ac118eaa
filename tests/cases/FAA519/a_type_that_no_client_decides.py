from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/")
def show(request: Request, number: int = 1, word: str | None = None) -> str:
    """Who asks."""
    assert request.client is not None
    assert isinstance(number, int)
    assert word is not None
    return request.client.host
