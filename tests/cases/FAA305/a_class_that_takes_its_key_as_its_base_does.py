import os

from fastapi import FastAPI
from fastapi_users.authentication import JWTStrategy

app = FastAPI()


class ApiStrategy(JWTStrategy):
    async def read_token(self, token, user_manager):
        return await super().read_token(token.strip(), user_manager)


class ReadStrategy(JWTStrategy):
    def __init__(self, realm: str) -> None:
        super().__init__(os.environ["SECRET"], 3600)
        self.realm = realm


def get_strategy() -> ApiStrategy:
    secret = os.getenv("JWT_SECRET", "super_secret")  # FAA305
    return ApiStrategy(secret, lifetime_seconds=3600)


def get_strict_strategy() -> ApiStrategy:
    return ApiStrategy(os.environ["JWT_SECRET"], 3600)


def get_read_strategy() -> ReadStrategy:
    return ReadStrategy("library")
