from elsewhere import add_login, other_router
from fastapi import FastAPI, Request

app = FastAPI()
app.include_router(other_router)
add_login(app)


@app.get("/links")
def links(request: Request) -> list:
    return [request.url_for("login")]
