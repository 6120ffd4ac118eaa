from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import DictLoader, Environment, select_autoescape

app = FastAPI()
pages = {"page.html": "<p>{{ q }}</p>"}
environment = Environment(loader=DictLoader(pages), autoescape=select_autoescape())
always = Environment(loader=DictLoader(pages), autoescape=True)
templates = Jinja2Templates(env=always)


@app.get("/search")
def search(request: Request, q: str, n: int) -> HTMLResponse:
    if n:
        return HTMLResponse(environment.get_template("page.html").render(q=q))
    return templates.TemplateResponse(request, "page.html", {"q": q})


@app.get("/always")
def escaped(q: str) -> HTMLResponse:
    template = always.get_template("page.html")
    return HTMLResponse(template.render(q=q))
