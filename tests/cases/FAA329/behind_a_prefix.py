from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
router = APIRouter(prefix="/api")
wrong = OAuth2PasswordBearer(tokenUrl="/api/login")  # FAA329
right = OAuth2PasswordBearer("/api/token")


@router.post("/token")
def issue(): ...


@router.get("/login")
def form(): ...


@router.get("/me")
def me(a=Depends(wrong), b=Depends(right)): ...


app.include_router(router)
