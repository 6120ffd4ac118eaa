"""Refusals, as clients see them: always `{"detail": …}`."""

from fastapi import FastAPI, Request, status
from fastapi.responses import JSONResponse
from slowapi.errors import RateLimitExceeded

from app.domain import (
    BookstoreError,
    Conflict,
    Forbidden,
    NotFound,
    PaymentDeclined,
    Rejected,
    Unauthenticated,
    UpstreamFailure,
)

STATUS_OF: dict[type[BookstoreError], int] = {
    NotFound: status.HTTP_404_NOT_FOUND,
    Conflict: status.HTTP_409_CONFLICT,
    Rejected: status.HTTP_400_BAD_REQUEST,
    Unauthenticated: status.HTTP_401_UNAUTHORIZED,
    Forbidden: status.HTTP_403_FORBIDDEN,
    PaymentDeclined: status.HTTP_402_PAYMENT_REQUIRED,
    UpstreamFailure: status.HTTP_502_BAD_GATEWAY,
}


def register_error_handlers(app: FastAPI) -> None:
    """Give every refusal of the shop its status code."""

    @app.exception_handler(BookstoreError)
    async def refuse(request: Request, error: BookstoreError) -> JSONResponse:
        code = STATUS_OF[type(error)]
        headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthenticated) else None
        return JSONResponse({"detail": error.detail}, status_code=code, headers=headers)

    @app.exception_handler(RateLimitExceeded)
    async def slow_down(request: Request, error: RateLimitExceeded) -> JSONResponse:
        return JSONResponse(
            {"detail": "Too many attempts, try again in a minute"},
            status_code=status.HTTP_429_TOO_MANY_REQUESTS,
        )
