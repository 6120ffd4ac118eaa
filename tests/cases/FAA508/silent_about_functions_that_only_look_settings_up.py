import os

from fastapi import FastAPI

app = FastAPI()


def database_url() -> str:
    url = os.getenv("DATABASE_URL")
    if url:
        return url
    return f"postgresql://{os.getenv('DB_HOST', 'db').strip()}/{os.getenv('DB_NAME', 'shop')}"


@app.get("/driver")
def read_driver() -> str:
    return database_url().partition(":")[0]
