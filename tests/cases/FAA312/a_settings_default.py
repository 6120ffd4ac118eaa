from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    origins: str = "*"  # FAA312


app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=Settings().origins.split(","))
