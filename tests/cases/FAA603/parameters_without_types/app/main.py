from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def page(size) -> int:  # FAA603
    return int(size)


@app.get("/books")
def read_books(size: Annotated[int, Depends(page)], words) -> list[str]:  # FAA603
    return [words] * size
