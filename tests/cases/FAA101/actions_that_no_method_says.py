import os

from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix=os.environ["PREFIX"])


def show(name: str = "") -> str:
    return name


app.post("/orders/{order_id}/cancel")(show)
app.post("/login")(show)
app.get("/search")(show)
app.get("/export")(show)
app.get("/get-started")(show)
app.get("/list/{list_id}")(show)
app.get("/shopping/list/items")(show)
app.get("/lists")(show)
app.get("/listings")(show)
app.get("/mailing-list")(show)
app.post("/add-ons")(show)
app.get("/address")(show)
app.get("/users/create")(show)  # the page with the form
app.post("/users/delete")(show)  # of many at once
app.delete("/created/{item_id}")(show)
app.get("/items/list", include_in_schema=False)(show)
app.api_route("/items/update", methods=["PUT", "POST"])(show)
app.websocket("/items/list")(show)
router.get("/list")(show)
app.include_router(router)
