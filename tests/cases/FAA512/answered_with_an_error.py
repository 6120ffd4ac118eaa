from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/{text}", response_model=None)
def show(text: str) -> int | JSONResponse:
    """A number."""
    try:
        return int(text)
    except Exception:
        return JSONResponse({}, status_code=422)
