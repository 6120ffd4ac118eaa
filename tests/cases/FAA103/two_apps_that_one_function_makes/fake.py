from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from shop import create_app


def build_fake() -> FastAPI:
    app = FastAPI(title="a fake before the shop")
    client = AsyncClient(transport=ASGITransport(app=create_app("inner")))

    @app.get("/books")
    async def pass_on() -> list[str]:
        return (await client.get("http://shop/books")).json()

    return app
