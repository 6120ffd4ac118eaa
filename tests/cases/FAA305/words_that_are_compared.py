import hmac
from secrets import compare_digest

from fastapi import FastAPI, Header, HTTPException

app = FastAPI()


@app.post("/hooks")
def hook(body: str, x_signature: str = Header(), x_key: str = Header()) -> None:
    expected = hmac.new(x_key.encode(), body.encode(), "sha256").hexdigest()
    if not compare_digest(expected, x_signature):
        raise HTTPException(401)
