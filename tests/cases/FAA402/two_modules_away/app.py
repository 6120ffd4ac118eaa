from fastapi import FastAPI
from service import Orders

app = FastAPI()


@app.post("/orders")
async def create_order():
    Orders().create()  # FAA402


@app.get("/orders")
def list_orders():
    Orders().create()
