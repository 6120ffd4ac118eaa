"""Wish lists."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from app.db import DbSession
from app.repositories.wishlist import WishlistRepository
from app.schemas.books import BookSummary
from app.security import CurrentUser, get_current_user

router = APIRouter(prefix="/wishlist", tags=["wishlist"], dependencies=[Depends(get_current_user)])


def get_wishlist(db: DbSession) -> WishlistRepository:
    return WishlistRepository(db)


Wishlist = Annotated[WishlistRepository, Depends(get_wishlist)]


@router.get("", response_model=list[BookSummary])
def read_wishlist(
    user: CurrentUser, wishlist: Wishlist, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> object:
    return [item.book for item in wishlist.list_for_user(user.id, limit)]


@router.put("/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
def add_to_wishlist(book_id: int, user: CurrentUser, wishlist: Wishlist) -> None:
    wishlist.add(user.id, book_id)
