from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

app = FastAPI()
api = APIRouter(prefix="/books")


def show(name: str = "") -> str:
    return name


for part in "abcdefghijklmnopqrstuvwxyz":
    api.add_api_route(f"/{part}", show)
app.include_router(api, prefix="/api/v1")
app.get("/")(show)
app.get("/health")(show)
app.get("/probe")(show)
app.get("/metrics")(show)
app.get("/auth/callback")(show)
app.get("/hidden", include_in_schema=False)(show)
app.get("/page", response_class=HTMLResponse)(show)
app.get("/books/latest/v2")(show)
app.get("/copr/api_3/books")(show)


@app.get("/t/{key}")
def short(key: str):
    response = RedirectResponse(f"/books/{key}")
    return response
