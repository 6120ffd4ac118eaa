from fastapi import Depends, FastAPI
from security import Passwords, pwd_context

app = FastAPI()


@app.post("/login")
async def login(plain: str, passwords: Passwords = Depends()):
    return passwords.verify(plain, "hash")  # FAA404


@app.post("/register")
async def register(plain: str):
    hashed = pwd_context.hash(plain)  # FAA404
    return pwd_context.verify(plain, hashed)


@app.post("/login-in-a-thread")
def login_in_a_thread(plain: str, passwords: Passwords = Depends()):
    return passwords.verify(plain, "hash")
