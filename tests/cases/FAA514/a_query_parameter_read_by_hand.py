from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/challenge")
def challenge(request: Request) -> str:
    """Answer the challenge."""
    token = request.query_params.get("token")
    return token.upper()  # FAA514


@app.get("/tolerant")
def tolerant(request: Request) -> str:
    """Answer the challenge, if any."""
    return request.query_params.get("token", "").upper() + request.headers.get("host").lower()
