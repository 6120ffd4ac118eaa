import strawberry
from fastapi import FastAPI
from fastmcp import FastMCP
from mcp.server.fastmcp import FastMCP as OfficialMCP
from mcp.server.lowlevel import Server
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from strawberry.fastapi import GraphQLRouter

make_session = sessionmaker(create_engine("sqlite://"))
mcp = FastMCP("shop")
server = Server("shop")
PRICE = text("SELECT price FROM book WHERE id = :id")


@mcp.tool()
def prices(ids: list[str]) -> list[int]:
    with make_session() as session:
        return [session.execute(PRICE, {"id": i}).scalar_one() for i in ids]  # FAA201


def register(official: OfficialMCP) -> None:
    @official.tool(name="prices")
    def prices_again(ids: list[str]) -> list[int]:
        with make_session() as session:
            return [session.execute(PRICE, {"id": i}).scalar_one() for i in ids]  # FAA201


@server.call_tool()
async def call_tool(name: str, arguments: dict[str, str]) -> list[int]:
    with make_session() as session:
        return [session.execute(PRICE, {"id": i}).scalar_one() for i in arguments]  # FAA201


@strawberry.type
class Query:
    @strawberry.field
    def prices(self, ids: list[str]) -> list[int]:
        with make_session() as session:
            return [session.execute(PRICE, {"id": i}).scalar_one() for i in ids]  # FAA201

    def not_a_field(self, ids: list[str]) -> list[int]:
        with make_session() as session:
            return [session.execute(PRICE, {"id": i}).scalar_one() for i in ids]


@mcp.on_close
def report(ids: list[str]) -> None:
    with make_session() as session:
        for i in ids:
            session.execute(PRICE, {"id": i})


app = FastAPI()
app.include_router(GraphQLRouter(strawberry.Schema(Query)))
