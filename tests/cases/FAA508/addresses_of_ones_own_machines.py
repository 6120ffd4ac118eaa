import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/stock")
def read_stock(key: int) -> dict[str, int]:
    books = httpx.get("http://localhost:8001/books", timeout=5).json()  # FAA508
    copies = httpx.get(f"http://stock:8000/copies/{key}", timeout=5).json()
    return {"books": len(books), "copies": len(copies)}


@app.get("/letters")
def read_letters() -> int:
    return httpx.get("https://user:pass@letters.example/all", timeout=5).status_code  # FAA508
