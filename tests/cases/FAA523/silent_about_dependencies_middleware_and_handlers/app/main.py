from typing import Annotated

from fastapi import Depends, FastAPI

from app.services.web import Timer, current_user, on_error

app = FastAPI()
app.add_middleware(Timer)
app.add_exception_handler(ValueError, on_error)


@app.get("/me")
def me(user: Annotated[str, Depends(current_user)]) -> str:
    return user
