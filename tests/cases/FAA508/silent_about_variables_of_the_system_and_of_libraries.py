import os
import subprocess

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/models")
def list_models() -> str:
    home = os.environ["HOME"]
    cache = os.getenv("HF_HUB_CACHE", home)
    subprocess.run(["ls", cache], check=True, timeout=5)
    return cache


@app.get("/bucket")
def bucket() -> str | None:
    return os.environ.get("AWS_ENDPOINT_URL") or os.getenv("OTEL_EXPORTER_OTLP_ENDPOINT")


@app.get("/metrics")
def metrics() -> int:
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return httpx.get("https://metrics.example", params={"of": directory}, timeout=5).status_code
