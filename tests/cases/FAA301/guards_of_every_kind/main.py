from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from guards import (
    CurrentUser,
    Guard,
    OutOfBounds,
    Reader,
    Role,
    by_cookie,
    by_parameter,
    login_required,
    require_role,
)
from starlette.authentication import requires

app = FastAPI()


class GuardedRouter(APIRouter):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, dependencies=[Guard], **kwargs)


secured = GuardedRouter(prefix="/secured")


@app.exception_handler(OutOfBounds)
def answer(request: Request, error: OutOfBounds) -> Response:
    return JSONResponse({}, status_code=403)


@app.put("/alias")
def by_alias(user: CurrentUser): ...


@app.put("/scopes")
def by_scopes(user: Reader): ...


@app.put("/instance", dependencies=[Depends(Role("admin"))])
def by_instance(): ...


@app.put("/factory", dependencies=[Depends(require_role("admin"))])
def by_factory(): ...


@app.put("/object", dependencies=[Guard])
def by_object(): ...


@app.put("/parameter", dependencies=[Depends(by_parameter)])
def by_header_parameter(): ...


@app.put("/handled", dependencies=[Depends(by_cookie)])
def by_handled_exception(): ...


@app.put("/decorated")
@login_required
async def by_decorator(request: Request): ...


@app.put("/required")
@requires("authenticated")
async def by_starlette(request: Request): ...


@app.put("/inside")
async def in_the_handler(request: Request):
    if request.headers.get("x-api-key") != "k":
        raise HTTPException(401)


@app.put("/returned")
async def answered_in_the_handler(request: Request):
    if request.cookies.get("session") is None:
        return Response(status_code=401)


@secured.put("/subclass")
def by_router_class(): ...


@app.put("/open")
def open_to_all(): ...  # FAA301


app.include_router(secured)
