from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

app = FastAPI()


def redirect(target: str | None) -> RedirectResponse:
    return RedirectResponse(target or "/", status_code=303)  # FAA318


@app.get("/callback")
async def callback(request: Request) -> RedirectResponse:
    return redirect(request.query_params.get("next"))


@app.post("/login")
async def login(request: Request) -> RedirectResponse:
    form = await request.form()
    return RedirectResponse(url=form["next"])  # FAA318
