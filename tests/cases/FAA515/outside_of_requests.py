from fastapi import FastAPI, HTTPException

app = FastAPI()


def check(number: int) -> int:
    """Nobody calls it."""
    try:
        return 10 // number
    except Exception as error:
        raise HTTPException(500) from error
