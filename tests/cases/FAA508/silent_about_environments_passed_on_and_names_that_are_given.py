import os
import subprocess

from fastapi import FastAPI

app = FastAPI()


def look_up(name: str) -> str:
    found = os.environ.get(name)
    return found or ""


@app.post("/report")
def report() -> str:
    os.environ["LAST_REPORT"] = "now"
    subprocess.run(["report"], env={**os.environ, "PLAIN": "1"}, check=True, timeout=9)
    return look_up("REPORTER")
