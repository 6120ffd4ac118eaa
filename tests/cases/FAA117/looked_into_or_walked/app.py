from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()
leaf = APIRouter()


@leaf.get("/x")
def read_x() -> None: ...


router.include_router(leaf)
app.include_router(router)
