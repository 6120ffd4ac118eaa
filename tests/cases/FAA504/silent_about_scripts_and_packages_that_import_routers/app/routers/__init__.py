from app.routers.orders import router

__all__ = ["router"]
