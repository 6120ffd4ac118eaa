"""The routes of version 1."""

from fastapi import APIRouter

from app.routers import (
    auth,
    authors,
    books,
    catalog,
    coupons,
    orders,
    reports,
    reviews,
    users,
    wishlist,
)

api_router = APIRouter(prefix="/api/v1")
api_router.include_router(auth.router)
api_router.include_router(users.router)
api_router.include_router(authors.router)
api_router.include_router(authors.admin_router)
api_router.include_router(catalog.router)
api_router.include_router(books.router)
api_router.include_router(books.admin_router)
api_router.include_router(reviews.router)
api_router.include_router(reviews.member_router)
api_router.include_router(orders.router)
api_router.include_router(coupons.router)
api_router.include_router(wishlist.router)
api_router.include_router(reports.router)
