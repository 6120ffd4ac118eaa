import orders
import users
from fastapi import FastAPI

app = FastAPI()
for module in (users, orders):
    app.include_router(module.router)
