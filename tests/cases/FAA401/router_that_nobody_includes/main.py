from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@router.get("/")
async def index() -> str:
    return ""


app.include_router(router)
