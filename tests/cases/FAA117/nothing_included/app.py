from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()
leaf = APIRouter()


@leaf.get("/x")
def read_x() -> None: ...


