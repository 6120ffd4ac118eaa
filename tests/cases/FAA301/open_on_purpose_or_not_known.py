# options: public-routes=POST /feedback: everybody may complain
import hashlib
import hmac
import os

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.security import HTTPBearer
from guards_of_others import maybe_guard, maybe_guarded

app = FastAPI()
bearer = HTTPBearer()


@app.put("/books")
def change_book(credentials=Depends(bearer)): ...


@app.post("/login")
def come_in(): ...


@app.post("/logout")
def go(): ...


@app.post("/auth/token")
def issue(): ...


@app.post("/users")
def create_user(): ...


@app.post("/password-recovery/{email}")
def recover_password(email: str):
    return 1


@app.post("/password/forgot")
def send_link(): ...


@app.post("/verify-email")
def confirm(): ...


@app.post("/invitations/{token}")
def join(token: str): ...


@app.post("/search")
def search_books(): ...


@app.post("/hooks/payment")
async def paid(request: Request, x_signature: str = Header()):
    body = await request.body()
    expected = hmac.new(os.environb[b"KEY"], body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, x_signature):
        raise HTTPException(400)


@app.post("/feedback")
def complain(): ...


@app.put("/a")
def with_unknown_dependency(who=Depends(maybe_guard)): ...


@app.put("/b")
@maybe_guarded
def with_unknown_decorator(): ...


@app.put("/c")
def with_unknown_call(request: Request):
    maybe_guard.authenticate(request)
