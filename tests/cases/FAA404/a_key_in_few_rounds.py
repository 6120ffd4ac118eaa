import hashlib

from fastapi import FastAPI

app = FastAPI()
rounds = 600_000


@app.post("/seeds")
async def seed(words: str):
    return hashlib.pbkdf2_hmac("sha512", words.encode(), b"mnemonic", 2048).hex()


@app.post("/passwords")
async def hashed(words: str):
    weak = hashlib.pbkdf2_hmac("sha1", words.encode(), b"salt", iterations=1000)
    return hashlib.pbkdf2_hmac("sha256", words.encode() + weak, b"salt", rounds)  # FAA404


@app.post("/passwords")
async def keep(password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 600_000).hex()  # FAA404
