from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def import_all(rows):
    with make_session() as session:
        for row in rows:
            session.execute(text("INSERT INTO a VALUES (:x)"), row)
