"""Wish lists."""

from fastapi import APIRouter, Depends, status

from app.dependencies import CurrentUser, PagingDep, WishlistServiceDep, get_current_user
from app.schemas.books import BookSummary

router = APIRouter(prefix="/wishlist", tags=["wishlist"], dependencies=[Depends(get_current_user)])


@router.get("")
async def read_wishlist(
    user: CurrentUser, wishlist: WishlistServiceDep, paging: PagingDep
) -> list[BookSummary]:
    """The books that you wish for."""
    rows = await wishlist.page(user, paging.limit, paging.offset)
    return [BookSummary.model_validate(book) for book in rows]


@router.put("/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
async def add_to_wishlist(book_id: int, user: CurrentUser, wishlist: WishlistServiceDep) -> None:
    """Wish for a book."""
    await wishlist.add(user, book_id)


@router.delete("/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_from_wishlist(
    book_id: int, user: CurrentUser, wishlist: WishlistServiceDep
) -> None:
    """Wish for a book no more."""
    await wishlist.remove(user, book_id)
