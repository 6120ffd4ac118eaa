import html
import json
from typing import Annotated

from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel

app = FastAPI()


class Note(BaseModel):
    text: str


def bold(text: str) -> str:
    return f"<b>{html.escape(text)}</b>"


@app.get("/search", response_class=HTMLResponse)
def search(q: str, page: int, agent: Annotated[str, Header()]) -> str:
    shown = html.escape(q)
    return f"<p>{shown} {page} {bold(q)} {json.dumps({'n': len(q)})} {agent}</p>"


@app.get("/text")
def text(q: str) -> PlainTextResponse:
    return PlainTextResponse(f"you asked for {q}")


@app.get("/xml")
def xml(q: str) -> Response:
    return Response(f"<q>{q}</q>", media_type="application/xml")


@app.get("/json")
def found(q: str) -> JSONResponse:
    return JSONResponse({"q": f"<b>{q}</b>"})


@app.post("/preview")
def preview(note: Note) -> HTMLResponse:
    return HTMLResponse(note.text)


@app.get("/login")
def login(request: Request, theme: str) -> HTMLResponse:
    if theme not in ("dark", "light"):
        theme = "light"
    return HTMLResponse(f"<body class={theme}>")
