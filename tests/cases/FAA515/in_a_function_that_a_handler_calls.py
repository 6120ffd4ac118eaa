from fastapi import FastAPI, HTTPException

app = FastAPI()


def divided(number: int) -> int:
    try:
        return 10 // number
    except Exception as error:  # FAA515
        print(error)
        message = f"not {error}"
        raise HTTPException(status_code=500, detail=message) from error


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    return divided(number)
