from fastapi import FastAPI, HTTPException

app = FastAPI()


def find(query: str) -> list[str]:
    if "=" not in query:
        raise ValueError("no condition")
    return [query]


def counted(query: str) -> int:
    if not query:
        raise ValueError("nothing to count")
    return len(query)


@app.get("/books")
def search(query: str) -> list[str]:
    try:
        return find(query)
    except ValueError as error:
        raise HTTPException(400, "no condition") from error


@app.get("/books/first")
def first(query: str) -> str:
    return find(query)[0]  # FAA517


@app.get("/books/relabelled")
def relabelled(query: str) -> str:
    try:
        return find(query)[0]
    except Exception as error:  # FAA517
        raise HTTPException(500, "failed") from error


@app.get("/books/length")
def length(query: str) -> int:
    return counted(query)
