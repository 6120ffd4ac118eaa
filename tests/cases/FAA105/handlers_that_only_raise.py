from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/shops/{shop_id}/docs")
def docs() -> None:
    """Say that there is no documentation here."""
    raise HTTPException(403, "switched off")


@app.get("/shops/{shop_id}/orders")
def orders() -> list[int]:  # FAA105
    """List orders."""
    return []
