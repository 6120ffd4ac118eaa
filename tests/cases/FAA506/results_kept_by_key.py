from fastapi import FastAPI

app = FastAPI()
known: dict[str, int] = {}
visits: dict[str, int] = {}
_size = None


@app.get("/")
def index(name: str):
    global _size
    if _size is not None:
        return _size
    _size = len(name)
    if name not in known:
        known[name] = len(name)
    if name in visits:
        visits[name] = visits[name] + 1  # FAA506
    return known[name]
