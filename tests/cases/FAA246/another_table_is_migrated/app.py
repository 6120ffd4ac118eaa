from db import Base, engine
from fastapi import FastAPI

Base.metadata.create_all(engine)
app = FastAPI()
