from fastapi import FastAPI
from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.orm import declarative_base

engine = create_engine("sqlite:///shop.db")
Base = declarative_base()


class Book(Base):
    __tablename__ = "book"

    id = Column(Integer, primary_key=True)


Base.metadata.create_all(bind=engine)  # FAA246
app = FastAPI()
