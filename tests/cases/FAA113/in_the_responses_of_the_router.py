from fastapi import APIRouter, FastAPI, HTTPException

router = APIRouter(responses={404: {"description": "Not there"}})


@router.get("/{number}")
def show(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(404)
    return number


app = FastAPI()
app.include_router(router)
