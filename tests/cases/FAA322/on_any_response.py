from fastapi import FastAPI
from fastapi.responses import JSONResponse, RedirectResponse

COOKIE = "access_token"
app = FastAPI()


@app.post("/login")
def login(token: str) -> JSONResponse:
    response = JSONResponse({})
    response.set_cookie(key=COOKIE, value=token, httponly=True)  # FAA322
    response.set_cookie("refresh_token", token, secure=True)  # FAA322
    return response


@app.get("/callback")
def callback(token: str) -> RedirectResponse:
    response = RedirectResponse("/")
    response.set_cookie("sessionid", token, 3600, None, "/", None, True, True)
    return response
