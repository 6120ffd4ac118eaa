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
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.files import is_aside, is_test

_THRESHOLD = "a coverage threshold"


@checker(
    code="FAA612",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="nothing keeps the quality of this project: it lacks {missing}; add it",
    advice="Add {missing} to the project, and run all gates for every change.",
)
def missing_quality_gate(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path) or is_aside(module.path):
        return
    project = context.project
    apps = [
        (len(routes), other.path, call)
        for other in project.modules.values()
        if not is_test(other.path) and not is_aside(other.path)
        for call, routes in project.authentication.apps_in(other)
    ]
    if not apps:
        return
    _, path, call = max(apps, key=lambda app: (app[0], app[1]))
    if path != module.path:
        return
    missing = project.gates.missing
    if missing and missing != (_THRESHOLD,):
        *first, last = missing
        yield at(call, anchor="", missing=f"{', '.join(first)} and {last}" if first else last)
