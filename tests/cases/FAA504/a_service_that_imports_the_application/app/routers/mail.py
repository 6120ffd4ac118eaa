from fastapi import APIRouter

router = APIRouter()


@router.post("/mail")
def send() -> None:
    from app.services.mail import deliver

    deliver()
