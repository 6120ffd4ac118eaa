import books
import covers
from fastapi import APIRouter, Depends, FastAPI
from users import guard

app = FastAPI()
private = APIRouter(dependencies=[Depends(guard)])
private.include_router(books.router)
for router in (private, covers.router):
    app.include_router(router, prefix="/api")
