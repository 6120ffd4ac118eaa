from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(404)
    try:
        return 10 // number
    except Exception as error:
        raise HTTPException(500) from error
    else:
        raise HTTPException(404)
