from fastapi import FastAPI, HTTPException, status
from fastapi.responses import JSONResponse

app = FastAPI()


class NotFound(HTTPException):
    def __init__(self, what: str) -> None:
        super().__init__(status_code=status.HTTP_404_NOT_FOUND, detail=what)


class Shelf:
    def _one(self, number: int) -> int:
        if number < 0:
            raise NotFound("number")
        return number

    async def get(self, number: int) -> int:
        return self._one(number)


shelf = Shelf()


@app.get("/{number}", response_model=None)
async def show(number: int) -> int | JSONResponse:
    """A number."""
    try:
        return await shelf.get(number)
    except:  # FAA516
        return JSONResponse({"detail": "broken"}, status_code=500)
