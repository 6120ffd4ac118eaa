import os

import first
import second
from fastapi import FastAPI

app = FastAPI()
app.include_router(first.router, prefix=os.environ["FIRST"])
app.include_router(second.router, prefix=os.environ["SECOND"])
