from fastapi import UploadFile
from sqlalchemy import text
from sqlalchemy.orm import Session


def save(session: Session, cover: UploadFile) -> None:  # FAA523
    session.execute(text("INSERT INTO covers VALUES (:name)"), {"name": cover.filename})
