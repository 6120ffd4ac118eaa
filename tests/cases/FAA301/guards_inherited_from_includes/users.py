from fastapi import Depends, HTTPException
from fastapi.security import HTTPBasic


def guard(credentials=Depends(HTTPBasic())) -> None:
    if credentials.password != "p":
        raise HTTPException(status_code=401)
