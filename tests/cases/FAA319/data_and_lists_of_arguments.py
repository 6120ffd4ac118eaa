import ast
import json
import shlex
import subprocess

import yaml
from fastapi import FastAPI, UploadFile
from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel

app = FastAPI()
COMMANDS = {"list": "ls -l", "disk": "df"}
PAGE = Template("Hello {{ name }}")


class Job(BaseModel):
    command: str
    text: str
    size: int


@app.post("/jobs")
def jobs(job: Job) -> str:
    subprocess.run(["convert", job.text])
    subprocess.run(f"echo {shlex.quote(job.text)}", shell=True)
    subprocess.run(COMMANDS[job.command], shell=True)
    subprocess.run(f"head -c {job.size} /dev/urandom", shell=True)
    ast.literal_eval(job.text)
    yaml.safe_load(job.text)
    yaml.load(job.text, Loader=yaml.SafeLoader)
    json.loads(job.text)
    SandboxedEnvironment().from_string(job.text).render()
    ast.parse(compile(job.text, "x", "exec", ast.PyCF_ONLY_AST))
    return PAGE.render(name=job.text)


@app.post("/upload")
async def upload(file: UploadFile) -> None:
    json.loads(await file.read())
