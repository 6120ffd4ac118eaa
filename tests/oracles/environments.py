"""Make, once, a Python environment for each FastAPI version that a fact is settled against."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NEWEST = "0.165.0"
MATRIX = (
    "0.100.1",
    "0.105.0",
    "0.115.14",
    "0.117.1",
    "0.118.3",
    "0.120.4",
    "0.128.8",
    "0.136.3",
    "0.137.1",
    NEWEST,
)

_ROOT = Path(__file__).resolve().parents[2] / ".oracles"
# Starlette's TestClient before 0.38 passes an argument that httpx 0.28 removed.
_COMPANIONS = ("httpx<0.28", "python-multipart", "sqlalchemy")
# What FastAPI would resolve to today where that is not what its users had: under a Pydantic of
# 2.12 or newer FastAPI 0.100 loses every marker in `Annotated`.
_OF_ITS_TIME = {"0.100.1": ("pydantic<2.6",)}
_BESIDE_THE_NEWEST = ("sqlmodel",)


class NoEnvironment(Exception):
    """An environment cannot be made here; the message says why."""


def wanted_versions() -> tuple[str, ...]:
    """The FastAPI versions to settle facts against, from the variable FASTAPI_VERSIONS.

    Unset: the installed one. `all`: the matrix. Otherwise a comma-separated list of versions.
    """
    wanted = os.environ.get("FASTAPI_VERSIONS", "")
    if wanted == "all":
        return MATRIX
    if wanted:
        return tuple(version.strip() for version in wanted.split(","))
    return (importlib.metadata.version("fastapi"),)


def python_for(version: str) -> Path:
    """The interpreter of an environment that holds this FastAPI; made when it is not there yet.

    Where no versions are asked for, the interpreter of the tests, which has one installed.

    Raises NoEnvironment where the package index, or the version, cannot be had.
    """
    if "FASTAPI_VERSIONS" not in os.environ:
        return Path(sys.executable)
    home = _ROOT / version
    python = _interpreter(home)
    if python.exists():
        return python
    requirements = [f"fastapi=={version}", *_COMPANIONS, *_OF_ITS_TIME.get(version, ())]
    if version == NEWEST:
        requirements.extend(_BESIDE_THE_NEWEST)
    _ROOT.mkdir(exist_ok=True)
    # Made aside and moved, for another process may be making the same one.
    workshop = Path(tempfile.mkdtemp(dir=_ROOT, prefix=f"{version}-"))
    try:
        _make(workshop, requirements)
        if not home.exists():
            workshop.rename(home)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return python


def _make(home: Path, requirements: list[str]) -> None:
    _run(sys.executable, "-m", "venv", str(home))
    python = _interpreter(home)
    if uv := shutil.which("uv"):
        _run(uv, "pip", "install", "--quiet", "--python", str(python), *requirements)
    else:
        _run(str(python), "-m", "pip", "install", "--quiet", *requirements)


def _interpreter(home: Path) -> Path:
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _run(*command: str) -> None:
    outcome = subprocess.run(command, capture_output=True, text=True)
    if outcome.returncode:
        reason = (outcome.stderr or outcome.stdout).strip().splitlines() or ["no output"]
        raise NoEnvironment(f"{' '.join(command[:4])} … failed: {reason[-1]}")
