from app.schemas.order import OrderSchema
from app.schemas.sign_in import SignInSchema
from fastapi import FastAPI

app = FastAPI()


@app.post("/sign-in")
def sign_in(schema: SignInSchema) -> str:
    return schema.to_command().name


@app.post("/orders")
def order(schema: OrderSchema) -> int:
    return schema.total()
