from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import DictLoader, Environment, Template

app = FastAPI()
environment = Environment(loader=DictLoader({"page": "<p>{{ q }}</p>"}))


@app.get("/search")
def search(q: str) -> HTMLResponse:
    template = environment.get_template("page")
    return HTMLResponse(template.render(q=q))  # FAA315


@app.get("/inline", response_class=HTMLResponse)
def inline(q: str) -> str:
    return Template("<p>{{ q }}</p>").render(q=q)  # FAA315
