from fastapi import Depends, FastAPI

from app.routers import all_routers
from app.shared import config
from app.shared.auth import key


def common(q: str = "") -> str:
    return q


app = FastAPI(dependencies=[Depends(common)])
for tag, router in all_routers.items():
    app.include_router(router, prefix=config.full, tags=[tag], dependencies=[Depends(key)])


@app.get("/health", include_in_schema=False)
def health(): ...
