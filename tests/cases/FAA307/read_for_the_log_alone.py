import logging

import jwt
from fastapi import FastAPI, Request

logger = logging.getLogger(__name__)
app = FastAPI()


@app.post("/refresh")
def refresh(request: Request) -> str:
    token = request.headers["Authorization"]
    try:
        return jwt.decode(token, "key", algorithms=["HS256"])["sub"]
    except jwt.ExpiredSignatureError:
        claims = jwt.decode(token, options={"verify_signature": False})
        logger.info("refused", extra={"claims": claims, "of": claims["sub"]})
        raise


@app.post("/name")
def name(request: Request) -> str:
    token = request.headers["Authorization"]
    claims = jwt.decode(token, options={"verify_signature": False})  # FAA307
    logger.info("asked by %s", claims["sub"])
    return claims["sub"]
