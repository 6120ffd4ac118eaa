from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi_utils.cbv import cbv

router = APIRouter(prefix="/shops/{shop_id}")


def find_shop(shop_id: int) -> int:
    return shop_id


@cbv(router)
class Orders:
    shop: int = Depends(find_shop)

    @router.get("/orders")
    def read_orders(self) -> None: ...

    @router.get("/orders/{order_id}")
    def read_order(self, order_id: int) -> None: ...


app = FastAPI()
app.include_router(router)
