from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/docs-or-not")
def from_docs(request: Request) -> bool:
    """Whether the documentation asks."""
    return request.headers.get("referer").endswith("docs") if request.headers.get("referer") else False


@app.get("/sites")
def site(request: Request) -> str:
    """Where the visitor comes from."""
    if request.headers.get("referer") is not None and request.headers.get("referer").strip():
        return request.headers.get("referer").strip()
    return request.headers.get("origin", "nowhere")


@app.get("/hurried")
def hurried(request: Request) -> str:
    """Where the visitor comes from, asked the wrong way round."""
    name = request.headers.get("referer").strip()  # FAA514
    return name if request.headers.get("referer") else "nowhere"
