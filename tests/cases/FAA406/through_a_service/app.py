from fastapi import Depends, FastAPI
from service import get_accounts

app = FastAPI()


@app.post("/accounts")
async def create(name: str, accounts=Depends(get_accounts)):
    accounts.create(name)  # FAA406


@app.delete("/accounts")
async def remove(name: str, accounts=Depends(get_accounts)):
    await accounts.remove(name)
