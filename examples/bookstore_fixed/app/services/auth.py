"""Who someone is."""

from app.config import Settings
from app.domain import Unauthenticated
from app.models import User
from app.repositories.users import UserRepository
from app.schemas.users import UserCreate
from app.security import create_access_token, hash_password, password_matches, user_id_of


class AuthService:
    """Registration, login and the meaning of a token."""

    def __init__(self, users: UserRepository, settings: Settings) -> None:
        self.users = users
        self.settings = settings

    async def register(self, payload: UserCreate) -> User:
        """A new account; raises `Conflict` when the address has one."""
        user = User(
            email=payload.email,
            full_name=payload.full_name,
            hashed_password=await hash_password(payload.password),
        )
        await self.users.add(user)
        return user

    async def login(self, email: str, password: str) -> str:
        """A token; raises `Unauthenticated` for an unknown address and a wrong password alike."""
        user = await self.users.get_by_email(email)
        if user is None or not await password_matches(password, user.hashed_password):
            raise Unauthenticated("Wrong address or password")
        return create_access_token(user.id, self.settings)

    async def user_of(self, token: str) -> User:
        """The account behind a token; raises `Unauthenticated` when there is none."""
        user = await self.users.get(user_id_of(token, self.settings))
        if user is None:
            raise Unauthenticated("Invalid token")
        return user
