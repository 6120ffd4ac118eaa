import httpx
import jwt
from fastapi import FastAPI

app = FastAPI()


@app.get("/callback")
async def callback(code: str) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.post("https://issuer.example/token", data={"code": code})
    tokens = answer.json()
    return jwt.decode(tokens["id_token"], options={"verify_signature": False})["email"]
