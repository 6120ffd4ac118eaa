from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    return name


for part in ("new-books", "used-books", "rare-books", "gift-cards", "open_orders", "sold_out"):
    app.add_api_route(f"/{part}", show)
for part in ("shop", "staff", "hours", "rooms", "prices/", "tables/", "lamps/"):
    app.add_api_route(f"/{part}", show)
