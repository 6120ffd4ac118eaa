import os

from jose import jwt

key = os.environ["KEY"]


def issue(user_id: int, token_id: int, expires_at: int) -> str:
    claims = {"user_id": user_id, "token_id": token_id, "expires_at": expires_at}
    return jwt.encode(claims=claims, key=key, algorithm="HS256")


def issue_for_ever(user_id: int, experience: int) -> str:
    claims = {"user_id": user_id, "experience": experience}
    return jwt.encode(claims=claims, key=key, algorithm="HS256")  # FAA308
