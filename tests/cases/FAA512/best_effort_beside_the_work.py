import pathlib

from fastapi import FastAPI

app = FastAPI()


@app.delete("/{name}")
def remove(name: str) -> str:
    """Forget a name."""
    try:
        pathlib.Path("cache.txt").unlink()
    except Exception:
        pass
    return name
