from fastapi import APIRouter, FastAPI, HTTPException, status

router = APIRouter()


@router.get("/{number}")
def show(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return number


app = FastAPI()
app.include_router(router, responses={"4XX": {"description": "Not there"}})
