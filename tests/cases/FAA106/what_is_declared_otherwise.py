from elsewhere import load
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse

app = FastAPI()
pages = APIRouter(default_response_class=HTMLResponse)
hidden = APIRouter(include_in_schema=False)
options = {"response_model": None}


@app.get("/annotated")
def annotated() -> dict[str, int]:
    return {"a": load()}


@app.get("/model", response_model=dict[str, int])
def model():
    return {"a": load()}


@app.get("/none", response_model=None)
def none():
    return {"a": load()}


@app.get("/spread", **options)
def spread():
    return {"a": load()}


@app.get("/own")
def own():
    return JSONResponse({"a": 1})


@app.get("/either")
def either(html: bool = False):
    if html:
        return HTMLResponse("<p>")
    return {"a": load()}


@app.get("/old")
def old():
    return RedirectResponse("/new")


@app.delete("/acknowledged")
def acknowledged():
    return {"status": "deleted", "details": {"ok": True}}


@app.get("/names")
def names():
    return [{"name": "Emma"}, {"name": "Persuasion"}]


@app.get("/unknown")
def unknown():
    return load()


@app.get("/nothing")
def nothing():
    print("asked")


@app.delete("/gone", status_code=204)
def gone():
    return None


@app.get("/moved", status_code=301)
def moved():
    return "/new"


@app.get("/text", response_class=PlainTextResponse)
def text():
    return "a"


@pages.get("/page")
def page():
    return "<p>"


@hidden.get("/hidden")
def hide():
    return {"a": load()}


@app.get("/rows")
async def rows():
    yield {"a": 1}


@app.websocket("/socket")
async def socket():
    return {"a": load()}


app.include_router(pages)
app.include_router(hidden)
