from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        if number == 7:
            raise HTTPException(503)
        return 10 // number
    except Exception as error:
        raise HTTPException(500) from error
