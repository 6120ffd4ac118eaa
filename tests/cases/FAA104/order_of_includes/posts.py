from fastapi import APIRouter

router = APIRouter()


@router.get("/latest")
def read_latest() -> None: ...  # FAA104


@router.post("/latest")
def add_post() -> None: ...


@router.get("/{year:int}")
def read_year(year: int) -> None: ...  # FAA104


@router.get("/{year}/{month}/{day}")
def read_day(year: int, month: int, day: int) -> None: ...


@router.get("")
def read_posts() -> None: ...  # FAA104
