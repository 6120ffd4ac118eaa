from fastapi import Request
from fastapi.responses import JSONResponse


class NotFound(Exception):
    pass


async def missing(request: Request, error: NotFound) -> JSONResponse:
    return JSONResponse({"detail": "no"}, status_code=404)


by_kind = {NotFound: missing}
handlers = {}
for each in (by_kind,):
    for kind, answer in each.items():
        handlers[kind] = answer
