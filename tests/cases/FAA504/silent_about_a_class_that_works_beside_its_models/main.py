from fastapi import FastAPI
from shop.labels import Label, Labels

app = FastAPI()


@app.get("/labels")
async def read_labels() -> list[Label]:
    return await Labels().read()
