import os

from fastapi_users import BaseUserManager

SECRET = "study-in-scarlet"  # FAA305


class UserManager(BaseUserManager[object, int]):
    reset_password_token_secret = SECRET
    verification_token_secret = os.environ["VERIFY"]
