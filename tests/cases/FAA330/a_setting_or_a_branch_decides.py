import os
import ssl

import httpx
import requests
from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    verify: bool = True
    environment: str = "production"


settings = Settings()
app = FastAPI()
_client = httpx.Client()
_insecure_client = httpx.Client(verify=False)


@app.get("/rates")
def read_rates(verify: bool = True) -> list[str]:
    url = "https://bank.example/rates"
    answers = [
        requests.get(url, timeout=5, verify=settings.verify),
        requests.get(url, timeout=5, verify=verify),
        httpx.get(url, verify=ssl.create_default_context()),
        requests.get("https://localhost:8443/rates", timeout=5, verify=False),
    ]
    if settings.environment == "local":
        answers.append(requests.get(url, timeout=5, verify=False))
    return [answer.text for answer in answers]


if __name__ == "__main__":
    print(requests.get("https://bank.example/rates", timeout=5, verify=False).text)
