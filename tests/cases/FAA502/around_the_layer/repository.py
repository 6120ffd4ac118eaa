from sqlalchemy import text
from sqlalchemy.orm import Session


def first(session: Session):
    return session.execute(text("SELECT 1")).all()


def second(session: Session):
    return session.execute(text("SELECT 2")).all()


def third(session: Session):
    return [one(session) for one in (fourth, fifth)] + [fourth(session), fifth(session)]


def fourth(session: Session):
    return session.scalars(text("SELECT 4")).all() + sixth(session)


def fifth(session: Session):
    return session.scalars(text("SELECT 5")).all()


def sixth(session: Session):
    return session.scalars(text("SELECT 6")).all() + seventh(session)


def seventh(session: Session):
    return session.scalars(text("SELECT 7")).all()
