from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> dict[str, int]:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return {"number": number}
    except Exception:  # FAA516
        return {}
