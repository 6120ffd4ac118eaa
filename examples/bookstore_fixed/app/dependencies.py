"""What routes ask for: who is asking, which part of a list, and the services."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from fastapi.security import OAuth2PasswordBearer

from app.clients.carrier import CarrierClient
from app.clients.covers import CoverClient
from app.clients.http import HttpClientDep
from app.clients.mail import Mailer
from app.clients.payments import PaymentClient
from app.config import Settings, get_settings
from app.database import SessionDep
from app.domain import Forbidden
from app.models import User
from app.repositories.authors import AuthorRepository
from app.repositories.books import BookRepository
from app.repositories.coupons import CouponRepository
from app.repositories.orders import OrderRepository
from app.repositories.reports import ReportRepository
from app.repositories.reviews import ReviewRepository
from app.repositories.users import UserRepository
from app.repositories.wishlist import WishlistRepository
from app.services.auth import AuthService
from app.services.authors import AuthorService
from app.services.books import BookService
from app.services.coupons import CouponService
from app.services.orders import OrderService
from app.services.reports import ReportService
from app.services.reviews import ReviewService
from app.services.shipping import ShippingService
from app.services.users import UserService
from app.services.wishlist import WishlistService

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token")

SettingsDep = Annotated[Settings, Depends(get_settings)]


@dataclass(frozen=True)
class Paging:
    """Which part of a list is wanted."""

    limit: Annotated[int, Query(ge=1, le=100)] = 20
    offset: Annotated[int, Query(ge=0)] = 0


PagingDep = Annotated[Paging, Depends()]


def get_auth_service(session: SessionDep, settings: SettingsDep) -> AuthService:
    """Registration and login."""
    return AuthService(UserRepository(session), settings)


AuthServiceDep = Annotated[AuthService, Depends(get_auth_service)]


async def get_current_user(
    token: Annotated[str, Depends(oauth2_scheme)], auth: AuthServiceDep
) -> User:
    """Who is asking; a request without a good token ends here."""
    return await auth.user_of(token)


CurrentUser = Annotated[User, Depends(get_current_user)]


def require_admin(user: CurrentUser) -> User:
    """The administrator who is asking; everyone else ends here."""
    if not user.is_admin:
        raise Forbidden("Administrators only")
    return user


def get_user_service(session: SessionDep) -> UserService:
    """Accounts."""
    return UserService(UserRepository(session))


def get_author_service(session: SessionDep) -> AuthorService:
    """Authors."""
    return AuthorService(AuthorRepository(session))


def get_book_service(
    session: SessionDep, http: HttpClientDep, settings: SettingsDep
) -> BookService:
    """Books."""
    covers = CoverClient(http, settings.cover_api_url)
    return BookService(BookRepository(session), AuthorRepository(session), covers)


def get_review_service(session: SessionDep) -> ReviewService:
    """Reviews."""
    return ReviewService(ReviewRepository(session), BookRepository(session))


def get_order_service(
    session: SessionDep, http: HttpClientDep, settings: SettingsDep
) -> OrderService:
    """Orders."""
    return OrderService(
        OrderRepository(session),
        BookRepository(session),
        CouponRepository(session),
        PaymentClient(http, settings.payment_api_url),
    )


def get_shipping_service(
    session: SessionDep, http: HttpClientDep, settings: SettingsDep
) -> ShippingService:
    """Shipping."""
    return ShippingService(OrderRepository(session), CarrierClient(http, settings.carrier_api_url))


def get_mailer(settings: SettingsDep) -> Mailer:
    """Mail."""
    return Mailer(settings.smtp_host, settings.smtp_port, settings.mail_from)


def get_coupon_service(session: SessionDep) -> CouponService:
    """Coupons."""
    return CouponService(CouponRepository(session))


def get_wishlist_service(session: SessionDep) -> WishlistService:
    """Wish lists."""
    return WishlistService(WishlistRepository(session), BookRepository(session))


def get_report_service(session: SessionDep) -> ReportService:
    """Figures."""
    return ReportService(ReportRepository(session))


UserServiceDep = Annotated[UserService, Depends(get_user_service)]
AuthorServiceDep = Annotated[AuthorService, Depends(get_author_service)]
BookServiceDep = Annotated[BookService, Depends(get_book_service)]
ReviewServiceDep = Annotated[ReviewService, Depends(get_review_service)]
OrderServiceDep = Annotated[OrderService, Depends(get_order_service)]
ShippingServiceDep = Annotated[ShippingService, Depends(get_shipping_service)]
MailerDep = Annotated[Mailer, Depends(get_mailer)]
CouponServiceDep = Annotated[CouponService, Depends(get_coupon_service)]
WishlistServiceDep = Annotated[WishlistService, Depends(get_wishlist_service)]
ReportServiceDep = Annotated[ReportService, Depends(get_report_service)]
