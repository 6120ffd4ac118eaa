import logging
import os
from typing import Annotated

import boto3
from fastapi import Depends, FastAPI

app = FastAPI()
logger = logging.getLogger(__name__)


def partner():
    return boto3.client("sts")


@app.get("/callback")
def callback(code: str, sts: Annotated[object, Depends(partner)]) -> str:
    access_token = sts.exchange(code)
    logger.debug(f"access token returned: {access_token}")  # FAA327
    return "ok"


@app.get("/sync")
async def sync() -> str:
    api_key = os.environ["PARTNER_API_KEY"]
    print("API key", api_key)  # FAA327
    return "ok"
