'''A project without the gates that keep quality from slipping.

Types that nobody checks, a style that nobody enforces, tests that nobody has to run: each of them
holds only as long as everybody remembers. A type checker, a linter and a threshold for coverage,
run for every change, remember for everybody.

Bad:

```python title="pyproject.toml"
[project]
name = "shop"
version = "1"

[tool.ruff]
line-length = 100
```

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()  # FAA612


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

Good:

```python title="pyproject.toml"
[project]
name = "shop"
version = "1"

[tool.ruff]
line-length = 100

[tool.mypy]
strict = true

[tool.coverage.report]
fail_under = 80
```

```python title="Jenkinsfile"
node { sh "ruff check . && mypy . && coverage run -m pytest && coverage report" }
```

One finding, at the app with most routes, names all that is missing: a type checker, a linter or
formatter, a threshold for coverage, a pipeline.

Silent where the directory is no project of its own, in examples, and where only the threshold is
missing.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Module
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.modules.files import is_aside, is_test
from flake8_fastapi_arch.project.project import Project

_THRESHOLD = "a coverage threshold"


@checker(
    code="FAA612",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="this project lacks {missing}; add it",
    advice="Add {missing} to the project, and run all gates for every change.",
)
def missing_quality_gate(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path) or is_aside(module.path):
        return
    if not any(context.project.authentication.apps_in(module)):
        return
    path, call = _largest_app(context.project)
    if call is None or path != module.path:
        return
    missing = context.project.gates.missing
    if missing and missing != (_THRESHOLD,):
        *first, last = missing
        yield at(call, anchor="", missing=f"{', '.join(first)} and {last}" if first else last)


@kept_for_each
def _largest_app(project: Project) -> tuple[str, Call | None]:
    """Where the app with the most routes is made, and the call that makes it; None: nowhere."""
    apps = [
        (len(routes), module.path, call)
        for module in project.modules.values()
        if not is_test(module.path) and not is_aside(module.path)
        for call, routes in project.authentication.apps_in(module)
    ]
    _, path, call = max(apps, key=lambda app: app[:2], default=(0, "", None))
    return path, call
