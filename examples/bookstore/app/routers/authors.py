"""Authors."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status

from app.db import DbSession
from app.models import Author
from app.repositories.authors import AuthorRepository
from app.schemas.authors import AuthorSchema

router = APIRouter(prefix="/authors", tags=["authors"])


def get_authors(db: DbSession) -> AuthorRepository:
    return AuthorRepository(db)


Authors = Annotated[AuthorRepository, Depends(get_authors)]


@router.get("", response_model=list[AuthorSchema])
def list_authors(authors: Authors) -> object:
    return authors.all()


@router.post("", response_model=AuthorSchema, status_code=status.HTTP_201_CREATED)
def create_author(payload: AuthorSchema, authors: Authors) -> object:
    return authors.save(Author(**payload.model_dump(exclude_none=True)))


@router.get("/{author_id}", response_model=AuthorSchema)
def read_author(author_id: int, authors: Authors) -> object:
    author = authors.get(author_id)
    if author is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Author not found")
    return author


@router.put("/{author_id}", response_model=AuthorSchema)
def replace_author(author_id: int, payload: AuthorSchema, authors: Authors) -> object:
    author = authors.get(author_id)
    if author is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Author not found")
    author.name = payload.name
    author.bio = payload.bio
    return authors.save(author)


@router.delete("/{author_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_author(author_id: int, authors: Authors) -> None:
    author = authors.get(author_id)
    if author is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Author not found")
    authors.delete(author)
