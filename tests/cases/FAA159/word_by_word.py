from typing import List, Optional

from pydantic import BaseModel, Field


class Config(BaseModel):
    class Config:
        extra = "forbid"


class FirstOrder(Config):
    a: int
    b: Optional[int] = None
    c: List[str] = []
    d: "FirstOrder | None"
    e: dict[str, int]
    f: str


class SecondOrder(Config):  # FAA159
    a: int = Field(ge=1)
    b: Optional[int]
    c: List[str]
    d: "FirstOrder | None"
    e: dict[str, int]
    g: float


class UserModel(BaseModel):
    id: str
    created_at: int
    email: str
    bio: str
    role: str


class UserInfo(BaseModel):  # FAA159
    id: str
    created_at: int
    email: str
    bio: str
    role: str
