from admin_guards import administrator, current_user
from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def work(): ...


@app.get("/a", dependencies=[Depends(current_user)])
def for_users():
    try:
        return work()
    except Exception as e:
        raise HTTPException(500, str(e)) from e  # FAA320


@app.get("/b", dependencies=[Depends(administrator)])
def for_administrators():
    try:
        return work()
    except Exception as e:
        raise HTTPException(500, str(e)) from e
