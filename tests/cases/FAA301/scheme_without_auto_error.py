from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import APIKeyHeader, HTTPBearer

app = FastAPI()
strict = HTTPBearer()
lax = HTTPBearer(auto_error=False)
key = APIKeyHeader(name="X-Key", auto_error=False)


def checked(given: str | None = Security(key)) -> str:
    if given != "k":
        raise HTTPException(status_code=403)
    return given


@app.put("/a")
def change_a(credentials=Depends(strict)):
    return 1


@app.put("/b")
def change_b(credentials=Depends(lax)):
    return 1  # FAA326 tells of it


@app.put("/c", dependencies=[Depends(lax)])
def change_c():
    return 1


@app.put("/e")
def change_e():  # FAA301
    return 1


@app.put("/d", dependencies=[Depends(checked)])
def change_d():
    return 1


@app.put("/f")
def change_f(credentials=Depends(strict)):
    return 1
