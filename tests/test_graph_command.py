"""The layers of a project as people ask for them."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

from flake8_fastapi_arch.project.modules.roles import Role, hinted

FILES = {
    "app/main.py": "from fastapi import FastAPI\nfrom app import orders\n"
    "app = FastAPI()\napp.include_router(orders.router)\n",
    "app/orders.py": "from fastapi import APIRouter\nfrom app.services import prices\n"
    "router = APIRouter()\n@router.get('/price')\ndef price() -> int:\n    return prices.price()\n",
    "app/services/prices.py": "def price() -> int:\n    from app.orders import router\n"
    "    return len(router.routes)\n",
    "app/schemas.py": "from pydantic import BaseModel\nclass Order(BaseModel):\n    key: int\n",
    "tests/test_orders.py": "from app.main import app\nassert app\n",
}


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    for path, source in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(source)
    return tmp_path


def graph(directory: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flake8_fastapi_arch", "graph", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_layers_imports_and_violations(project: pathlib.Path) -> None:
    done = graph(project, "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert found["layers"] == {
        "application": ["app/main.py"],
        "router": ["app/orders.py"],
        "service": ["app/services/prices.py"],
        "schema": ["app/schemas.py"],
    }
    assert [(e["from"], e["to"], e["when"], e["violation"]) for e in found["imports"]] == [
        ("app/main.py", "app/orders.py", "import", False),
        ("app/orders.py", "app/services/prices.py", "import", False),
        ("app/services/prices.py", "app/orders.py", "call", True),
    ]


@pytest.mark.parametrize(
    ("form", "words"),
    [("mermaid", "m2 ==>|violation| m1"), ("dot", '"app/orders.py" [color=red')],
)
def test_violations_are_marked(project: pathlib.Path, form: str, words: str) -> None:
    assert words in graph(project, "--format", form).stdout


def test_a_configured_layer_is_the_last_word(project: pathlib.Path) -> None:
    done = graph(project, "--format=json", "--fastapi-arch-layers=router: app/services/*")
    assert done.returncode == 0
    assert json.loads(done.stdout)["layers"]["router"] == [
        "app/orders.py",
        "app/services/prices.py",
    ]


def test_a_layer_that_does_not_exist_is_said() -> None:
    from flake8_fastapi_arch.project.modules.roles import problems

    assert [entry for entry, _ in problems(["service: a/*", "cellar: b/*", "router"])] == [
        "cellar: b/*",
        "router",
    ]


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("app/services/orders.py", Role.SERVICE),
        ("app/api/order_service.py", Role.SERVICE),
        ("app/orders/repository.py", Role.REPOSITORY),
        ("app/models/crud.py", Role.REPOSITORY),
        ("app/api/deps.py", Role.DEPENDENCY),
        ("app/entities/order.py", Role.MODEL),
        ("app/util.py", None),
    ],
)
def test_names_are_hints(path: str, role: Role | None) -> None:
    assert hinted(path) is role
