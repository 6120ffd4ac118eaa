from database import Database
from fastapi import FastAPI
from repository import list_orders

app = FastAPI()


@app.get("/orders")
async def read_orders(database: Database):
    orders = list_orders(database)  # FAA403
    database.commit()
    return orders


@app.get("/orders/sync")
def read_orders_in_a_thread(database: Database):
    return list_orders(database)
