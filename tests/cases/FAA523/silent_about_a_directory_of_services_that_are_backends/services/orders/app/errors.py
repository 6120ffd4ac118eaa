from fastapi import Request
from fastapi.responses import JSONResponse


class OrderNotFound(Exception):
    pass


def order_not_found(request: Request, error: OrderNotFound) -> JSONResponse:
    return JSONResponse({"detail": "There is no such order"}, status_code=404)


HANDLERS = {OrderNotFound: order_not_found}
