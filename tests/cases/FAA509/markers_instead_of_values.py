from fastapi import Depends, FastAPI, Query

app = FastAPI()


def page(size: int = Query(10), start: int = Query(0)) -> tuple[int, int]:
    return size, start


@app.get("/")
def index(bounds: tuple[int, int] = Depends(page)):
    return bounds


@app.get("/again")
def again():
    page()  # FAA509
    page(10)  # FAA509
    page(10, 0)
    page(size=1, start=2)
    return index(bounds=(1, 2))
