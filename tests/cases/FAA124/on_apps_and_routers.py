from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter()


@app.on_event("startup")  # FAA124
async def start() -> None: ...


@router.on_event("shutdown")  # FAA124
def stop() -> None: ...


def install(application: FastAPI) -> None:
    @application.on_event("startup")  # FAA124
    def begin() -> None: ...
