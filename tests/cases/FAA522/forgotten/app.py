from fastapi import FastAPI
from routers import orders, users_router

app = FastAPI()
app.include_router(users_router)
print(orders.__name__, app.router.routes)
