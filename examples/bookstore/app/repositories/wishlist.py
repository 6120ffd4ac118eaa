from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import WishlistItem


class WishlistRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def list_for_user(self, user_id: int, limit: int) -> Sequence[WishlistItem]:
        query = select(WishlistItem).options(joinedload(WishlistItem.book))
        return self.db.scalars(query.where(WishlistItem.user_id == user_id).limit(limit)).all()

    def add(self, user_id: int, book_id: int) -> WishlistItem:
        item = WishlistItem(user_id=user_id, book_id=book_id)
        self.db.merge(item)
        self.db.commit()
        return item
