from fastapi import HTTPException, Request


def current_user(request: Request) -> str:
    name = request.headers.get("authorization")
    if name is None:
        raise HTTPException(401)
    return name


def administrator(request: Request) -> str:
    name = current_user(request)
    if name != "ada":
        raise HTTPException(403)
    return name
