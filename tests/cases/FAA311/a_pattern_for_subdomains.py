from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origin_regex=r"https://.*\.books\.example|http://localhost:\d+",
    allow_methods=["*"],
    allow_headers=["*"],
    allow_credentials=True,
)
