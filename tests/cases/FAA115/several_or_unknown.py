from typing import Any

from fastapi import FastAPI

app = FastAPI()
METHODS = ["GET"]


class Bus:
    def route(self, name: str) -> Any:
        return lambda f: f

    api_route = route


bus = Bus()


@app.api_route("/a", methods=["GET", "HEAD"])
def a() -> int:
    return 1


@app.api_route("/b", methods=METHODS)
def b() -> int:
    return 1


@app.api_route("/c", methods=["PROPFIND"])
def c() -> int:
    return 1


@app.api_route("/d", **{"methods": ["POST", "PUT"]})
def d() -> int:
    return 1


@bus.route("e")
@bus.api_route("e")
def e() -> int:
    return 1


@app.get("/f")
def f() -> int:
    return 1
