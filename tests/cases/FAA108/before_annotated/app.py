from fastapi import FastAPI, Query

app = FastAPI()


@app.get("/items")
def list_items(limit: int = Query(10)) -> int:
    return limit
