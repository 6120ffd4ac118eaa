from typing import Any

from elsewhere import load
from fastapi import FastAPI, Response, status
from fastapi.responses import JSONResponse

app = FastAPI()


def forget(item_id: int) -> None: ...


def drop(item_id: int):
    print(item_id)


@app.delete("/a/{item_id}", status_code=204)
def a(item_id: int):
    return forget(item_id)


@app.delete("/b/{item_id}", status_code=204)
def b(item_id: int):
    return drop(item_id)


@app.delete("/c/{item_id}", status_code=status.HTTP_204_NO_CONTENT)
def c(item_id: int):
    if item_id:
        return
    return None


@app.delete("/d/{item_id}", status_code=204)
def d(item_id: int) -> Response:
    return Response(status_code=204)


@app.delete("/e/{item_id}", status_code=204)
def e(item_id: int):
    return load(item_id)


@app.put("/f/{item_id}", status_code=204)
def f(item_id: int, response: Response) -> Any:
    if item_id:
        response.status_code = 201
        return {"made": item_id}


@app.put("/g/{item_id}")
def g(item_id: int) -> JSONResponse:
    return JSONResponse({"a": 1}, status_code=202)


@app.put("/h/{item_id}", status_code=201)
def h(item_id: int) -> dict[str, int]:
    return {"a": 1}


@app.put("/i/{item_id}", status_code=204)
def i(item_id: int):
    def inner() -> int:
        return 1

    inner()
