"""Passwords and tokens; nothing here knows of requests or tables."""

import asyncio
from datetime import UTC, datetime, timedelta

import jwt
from pwdlib import PasswordHash

from app.config import Settings
from app.domain import Unauthenticated

ALGORITHM = "HS256"

password_hash = PasswordHash.recommended()


async def hash_password(password: str) -> str:
    """The password's hash, computed in a thread: hashing is slow on purpose."""
    return await asyncio.to_thread(password_hash.hash, password)


async def password_matches(password: str, hashed: str) -> bool:
    """Whether the password belongs to the hash, in a thread like its making."""
    return await asyncio.to_thread(password_hash.verify, password, hashed)


def create_access_token(user_id: int, settings: Settings) -> str:
    """A signed token that says who its bearer is, for a limited time."""
    now = datetime.now(UTC)
    claims = {
        "sub": str(user_id),
        "iat": now,
        "exp": now + timedelta(minutes=settings.access_token_minutes),
    }
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm=ALGORITHM)


def user_id_of(token: str, settings: Settings) -> int:
    """Whose token it is; raises `Unauthenticated` when it is forged, spent or malformed."""
    try:
        claims = jwt.decode(
            token,
            settings.jwt_secret.get_secret_value(),
            algorithms=[ALGORITHM],
            options={"require": ["sub", "exp"]},
        )
        return int(claims["sub"])
    except (jwt.PyJWTError, ValueError) as error:
        raise Unauthenticated("Invalid token") from error
