import os

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI(root_path="/shop")
router = APIRouter(prefix="/v1")
provider = OAuth2PasswordBearer(tokenUrl="https://login.example/token")
computed = OAuth2PasswordBearer(tokenUrl=os.environ["TOKEN_URL"])
behind_proxy = OAuth2PasswordBearer(tokenUrl="/shop/v1/token")
below_mount = OAuth2PasswordBearer(tokenUrl="token")


@router.post("/token")
def issue(): ...


@router.get("/me")
def me(a=Depends(provider), b=Depends(computed), c=Depends(behind_proxy)): ...


@router.get("/you")
def you(d=Depends(below_mount)): ...


app.include_router(router)
