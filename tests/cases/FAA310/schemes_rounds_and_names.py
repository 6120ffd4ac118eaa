import hashlib

from fastapi import FastAPI
from passlib.context import CryptContext
from passlib.hash import md5_crypt

app = FastAPI()
ROUNDS = 1000
SCHEMES = ["hex_sha256", "bcrypt"]
context = CryptContext(schemes=SCHEMES)  # FAA310
other = CryptContext(schemes=["bcrypt", "md5_crypt"], default="md5_crypt")  # FAA310


class User:
    password: str


def store(user: User, salt: str) -> list[object]:
    return [
        hashlib.sha512((salt + user.password).encode()).hexdigest(),  # FAA310
        hashlib.new("md5", user.password.encode()).hexdigest(),  # FAA310
    ]


def derive(user: User, salt: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", user.password.encode(), salt.encode(), ROUNDS)  # FAA310


def hash_of(user: User) -> str:
    return md5_crypt.hash(user.password)  # FAA310
