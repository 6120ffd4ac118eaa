"""Accounts and tokens, as clients send and see them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, EmailStr, Field


class UserCreate(BaseModel):
    """A registration."""

    email: EmailStr = Field(max_length=254)
    full_name: str = Field(min_length=1, max_length=120)
    password: str = Field(min_length=8, max_length=128)


class UserUpdate(BaseModel):
    """What an administrator may change."""

    full_name: str | None = Field(default=None, min_length=1, max_length=120)
    is_admin: bool | None = None


class UserRead(BaseModel):
    """An account without its secrets."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    full_name: str
    is_admin: bool
    created_at: datetime


class Token(BaseModel):
    """What a login gives."""

    access_token: str
    token_type: str = "bearer"
