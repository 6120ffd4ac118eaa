from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

bearer = HTTPBearer()
app = FastAPI(dependencies=[Depends(bearer)])
admin = FastAPI()


@app.post("/books")
def add_book(): ...


@app.delete("/books")
def delete_books(): ...


@admin.delete("/cache")
def clear_cache(): ...  # FAA301


app.mount("/admin", admin)
