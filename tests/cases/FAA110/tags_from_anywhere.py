from elsewhere import TAGS
from fastapi import APIRouter, FastAPI

app = FastAPI()
own = APIRouter(prefix="/own", tags=["own"])
included = APIRouter(prefix="/included")
unknown = APIRouter(prefix="/unknown", tags=TAGS)
options = {"tags": ["spread"]}


def show(name: str = "") -> str:
    return name


for part in ("a", "b", "c", "d"):
    own.add_api_route(f"/{part}", show)
included.get("/x")(show)
unknown.get("/x")(show)
app.get("/tagged", tags=["tagged"])(show)
app.get("/spread", **options)(show)
app.get("/health")(show)
app.get("/")(show)
app.get("/manifest.json")(show)
app.get("/cache/{path:path}")(show)
app.get("/old", deprecated=True)(show)
app.get("/hidden", include_in_schema=False)(show)
app.include_router(own)
app.include_router(included, tags=["included"])
app.include_router(unknown)
