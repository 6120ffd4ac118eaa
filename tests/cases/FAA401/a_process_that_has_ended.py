"""A process that says it has ended gives its output at once."""

import subprocess

from fastapi import FastAPI

app = FastAPI()
process = subprocess.Popen(["make"], stdout=subprocess.PIPE)


@app.get("/ended")
async def ended():
    if process.poll() is not None:
        return process.communicate()[0]
    return None


@app.get("/asked-first")
async def asked_first():
    if process.poll() is None:
        return None
    return process.wait()


@app.get("/waits")
async def waits():
    if process.poll() is None:
        print("wait")
    return process.wait()  # FAA401


@app.get("/still-running")
async def still_running():
    if process.poll() is None:
        return process.communicate()  # FAA401
    return None
