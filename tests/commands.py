"""flake8 and the command run as users run them, and a small shop to run them on."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping

# What pip says where there is no package index.
UNREACHABLE = ("No matching distribution found", "Could not fetch URL", "ConnectionError")
SETUP = {"setup.cfg": "[flake8]\nmax-line-length = 100\n"}

# FAA401 in users.py, FAA402 (through helpers.py) in orders.py; quiet.py silences its own.
SHOP = {
    **SETUP,
    "app/__init__.py": "",
    "app/routers/__init__.py": "",
    "app/main.py": """\
from fastapi import FastAPI

from app.routers import orders, quiet, users

app = FastAPI()
app.include_router(orders.router)
app.include_router(quiet.router)
app.include_router(users.router)
""",
    "app/helpers.py": """\
import time


def wait() -> None:
    time.sleep(1)
""",
    "app/routers/orders.py": """\
from fastapi import APIRouter

from app.helpers import wait

router = APIRouter()


@router.get("/orders")
async def read_orders() -> list[str]:
    wait()
    return []
""",
    "app/routers/quiet.py": """\
import time

from fastapi import APIRouter

router = APIRouter()


@router.get("/quiet")
async def read_quietly() -> str:
    time.sleep(1)  # noqa: FAA401
    time.sleep(1)  # noqa
    time.sleep(1)  # NOQA:FAA4
    time.sleep(
        1,
    )
    return f\"\"\"{time.sleep(1)}
    \"\"\"  # noqa: FAA401
""",
    "app/routers/users.py": """\
import time

from fastapi import APIRouter

router = APIRouter()


@router.get("/users")
async def read_users() -> list[str]:
    time.sleep(1)
    return []
""",
}
MEANT = ("FAA401", "FAA402", "FAA901", "FAA902")
USERS_REPAIRED = SHOP["app/routers/users.py"].replace("async def", "def")


@dataclasses.dataclass(frozen=True)
class Ran:
    """What a process came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def places(self) -> list[str]:
        """``path:line:column: code`` of the findings that the shop was made for.

        Without a leading ``./``. Whatever other checkers find there is another test's business.
        """
        found = (" ".join(line.split()[:2]).removeprefix("./") for line in self.lines)
        return [place for place in found if place.endswith(MEANT)]


def write(directory: pathlib.Path, sources: Mapping[str, str | bytes]) -> pathlib.Path:
    """Write *sources*, texts by path, into *directory* and return it."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source if isinstance(source, bytes) else source.encode())
    return directory


def flake8(*arguments: str, cwd: pathlib.Path, stdin: str | bytes = "") -> Ran:
    """Run ``flake8 --select FAA`` in *cwd*."""
    return run(sys.executable, "-m", "flake8", "--select", "FAA", *arguments, cwd=cwd, stdin=stdin)


def fastapi_arch(*arguments: str, cwd: pathlib.Path, stdin: str | bytes = "") -> Ran:
    """Run ``fastapi-arch`` in *cwd*."""
    return run(sys.executable, "-m", "flake8_fastapi_arch", *arguments, cwd=cwd, stdin=stdin)


def run(*command: str, cwd: pathlib.Path, stdin: str | bytes = "") -> Ran:
    """Run any *command* in *cwd*; its input and output are UTF-8.

    What is installed beside this interpreter is found by its name, as in an activated environment.
    """
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    done = subprocess.run(
        [shutil.which(command[0], path=path) or command[0], *command[1:]],
        cwd=cwd, env={**os.environ, "PATH": path}, input=given, capture_output=True, timeout=300,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
