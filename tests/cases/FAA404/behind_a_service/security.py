from passlib.context import CryptContext

pwd_context = CryptContext(schemes=["bcrypt"])


class Passwords:
    def verify(self, plain, hashed):
        return pwd_context.verify(plain, hashed)

    def hash(self, plain):
        return pwd_context.hash(plain)
