from typing import Annotated

from fastapi import FastAPI, Form, Request
from fastapi.responses import HTMLResponse, Response

app = FastAPI()


@app.get("/hello/{name}", response_class=HTMLResponse)
def hello(name: str) -> str:
    return f"<h1>Hello {name}</h1>"  # FAA315


@app.post("/name")
def name(first: Annotated[str, Form()]) -> Response:
    parts = ["<p>"]
    parts.append(first.strip())
    return Response("".join(parts), media_type="text/html")  # FAA315


@app.get("/error")
def error(request: Request) -> HTMLResponse:
    message = request.query_params.get("message", "")
    return HTMLResponse(content="<p>%s</p>" % message, status_code=400)  # FAA315
