from app.routers import items
from app.routers.users import router as users_router

all_routers = {"items": items.router, "users": users_router}
