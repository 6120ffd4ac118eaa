class Container:
    routes = [("/c", "GET"), ("/d", "POST")]

    def __init__(self, app, prefix="/container"):
        self.app = app
        self.prefix = prefix

    def wire(self):
        for path, method in self.routes:
            self.app.add_api_route(f"{self.prefix}{path}", self.serve, methods=[method])

    async def serve(self, q: int = 0): ...


def install(app, **options):
    from fastapi import APIRouter

    inner = APIRouter(prefix="/inner")
    outer = APIRouter(prefix="/outer")

    @inner.get("/x", **options)
    def x(): ...

    outer.include_router(inner, prefix="/between")
    app.include_router(outer)
