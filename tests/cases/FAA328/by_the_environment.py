import os

import uvicorn
from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = True


app = FastAPI(debug=Settings().debug)
other = FastAPI(debug=os.getenv("DEBUG") == "1")
if os.getenv("ENVIRONMENT") == "local":
    third = FastAPI(debug=True)

if __name__ == "__main__":
    uvicorn.run("main:app", reload=True, workers=4)
