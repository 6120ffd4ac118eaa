from fastapi import FastAPI, HTTPException

app = FastAPI()


def translated(error: Exception) -> HTTPException:
    return error if isinstance(error, HTTPException) else HTTPException(500)


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return 10 // number
    except Exception as error:
        raise translated(error)
