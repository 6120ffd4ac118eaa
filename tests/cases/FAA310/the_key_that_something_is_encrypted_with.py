import hashlib
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

passphrase = os.environ["PASSPHRASE"]


def cipher() -> AESGCM:
    key = hashlib.sha256(passphrase.encode()).digest()
    return AESGCM(key)


def register(password: str) -> bytes:
    stored = hashlib.sha256(password.encode()).digest()  # FAA310
    return AESGCM(os.urandom(32)).encrypt(os.urandom(12), b"", stored)
