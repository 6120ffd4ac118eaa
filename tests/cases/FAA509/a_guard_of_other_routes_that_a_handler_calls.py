from fastapi import Depends, FastAPI, HTTPException, WebSocket
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
scheme = OAuth2PasswordBearer(tokenUrl="token")


def verify(token: str = Depends(scheme)) -> bool:
    return token == "t"


@app.get("/books")
def read_books(known: bool = Depends(verify)) -> list[str]:
    return ["Emma"] if known else []


@app.get("/news")
def read_news(token: str) -> str:
    if not verify(token):  # FAA509
        raise HTTPException(403)
    return "none"


@app.websocket("/stream")
async def stream(socket: WebSocket, token: str) -> None:
    if not verify(token):
        await socket.close()


def is_known(token: str) -> bool:
    return verify(token)


@app.get("/again")
def again(token: str) -> bool:
    return is_known(token)
