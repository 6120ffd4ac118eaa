from dataclasses import dataclass
from typing import ClassVar, Optional

from pydantic import BaseModel


class Book(BaseModel):
    a: int
    b: int
    c: int
    d: int
    e: int


class Inherits(Book):
    a: int
    b: int
    c: int
    d: int
    e: int


class OtherTypes(BaseModel):
    a: Optional[int] = None
    b: Optional[int] = None
    c: Optional[int] = None
    d: int
    e: int


class Four(BaseModel):
    a: int
    b: int
    c: int
    d: int


class Long(BaseModel):
    a: int
    b: int
    c: int
    d: int
    f: int
    g: int
    h: int
    kind: ClassVar[str] = "long"


@dataclass
class NoModel:
    a: int
    b: int
    c: int
    d: int
    e: int


class CalendarModel(BaseModel):
    id: str
    user_id: str
    name: str
    description: str
    created_at: int
    updated_at: int


class FolderModel(BaseModel):
    id: str
    user_id: str
    name: str
    description: str
    created_at: int
    updated_at: int
    parent: str


class CalendarEventModel(BaseModel):
    id: str
    user_id: str
    name: str
    description: str
    created_at: int
    updated_at: int
    place: str


class RoleResponse(BaseModel):
    id: str
    label: str
    code: str
    sort: int
    remark: str
    enabled: bool


class DepartmentResponse(BaseModel):
    id: str
    label: str
    code: str
    sort: int
    remark: str
    enabled: bool
    parent: str
