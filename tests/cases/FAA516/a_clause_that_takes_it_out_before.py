from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return 10 // number
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(500) from error
