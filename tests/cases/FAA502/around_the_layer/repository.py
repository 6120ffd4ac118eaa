from sqlalchemy import text
from sqlalchemy.orm import Session


def first(session: Session):
    return session.execute(text("SELECT 1 FROM book")).all()


def second(session: Session):
    return session.execute(text("SELECT 2 FROM book")).all()


def third(session: Session):
    return [one(session) for one in (fourth, fifth)] + [fourth(session), fifth(session)]


def fourth(session: Session):
    return session.scalars(text("SELECT 4 FROM book")).all() + sixth(session)


def fifth(session: Session):
    return session.scalars(text("SELECT 5 FROM book")).all()


def sixth(session: Session):
    return session.scalars(text("SELECT 6 FROM book")).all() + seventh(session)


def seventh(session: Session):
    return session.scalars(text("SELECT 7 FROM book")).all()
