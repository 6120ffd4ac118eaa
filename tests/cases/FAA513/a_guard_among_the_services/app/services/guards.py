from fastapi import HTTPException, status

owners = {1: "Ada"}


def noted(refusal: HTTPException) -> HTTPException:
    return refusal


def ensure_owner(book_id: int, reader: str) -> None:
    if not reader:
        raise HTTPException(401)
    if owners.get(book_id) != reader:
        raise noted(HTTPException(status_code=status.HTTP_403_FORBIDDEN))
