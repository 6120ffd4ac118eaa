"""Authors: read by everyone, written by administrators."""

from fastapi import APIRouter, Depends, status

from app.dependencies import AuthorServiceDep, PagingDep, require_admin
from app.schemas.authors import AuthorRead, AuthorWrite

router = APIRouter(prefix="/authors", tags=["authors"])
admin_router = APIRouter(prefix="/authors", tags=["authors"], dependencies=[Depends(require_admin)])


@router.get("")
async def list_authors(authors: AuthorServiceDep, paging: PagingDep) -> list[AuthorRead]:
    """Authors by name."""
    rows = await authors.page(paging.limit, paging.offset)
    return [AuthorRead.model_validate(author) for author in rows]


@router.get("/{author_id}")
async def read_author(author_id: int, authors: AuthorServiceDep) -> AuthorRead:
    """One author."""
    return AuthorRead.model_validate(await authors.get(author_id))


@admin_router.post("", status_code=status.HTTP_201_CREATED)
async def create_author(payload: AuthorWrite, authors: AuthorServiceDep) -> AuthorRead:
    """Add an author."""
    return AuthorRead.model_validate(await authors.create(payload))


@admin_router.put("/{author_id}")
async def replace_author(
    author_id: int, payload: AuthorWrite, authors: AuthorServiceDep
) -> AuthorRead:
    """Replace what is said of an author."""
    return AuthorRead.model_validate(await authors.replace(author_id, payload))


@admin_router.delete("/{author_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_author(author_id: int, authors: AuthorServiceDep) -> None:
    """Remove an author who has no books."""
    await authors.delete(author_id)
