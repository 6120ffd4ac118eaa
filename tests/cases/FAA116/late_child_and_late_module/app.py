from fastapi import APIRouter, FastAPI
from routers import child, parent, served

app = FastAPI()
app.include_router(parent)
parent.include_router(child)  # FAA116
app.include_router(served)

import more  # noqa: E402, F401
