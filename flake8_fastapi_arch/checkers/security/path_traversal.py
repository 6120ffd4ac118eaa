'''What a client sends becomes a part of a path on the server.

`../` in a file name leads out of the directory it is joined to, and a name that begins with `/`
replaces the directory altogether: the client reads `.env`, or overwrites the application with its
upload. The name of an uploaded file is the client's as well, whatever a browser would send.

Bad:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()
REPORTS = Path("reports")


def report_file(name: str) -> Path:
    return REPORTS / name


@app.get("/reports")
def report(name: str) -> FileResponse:
    """A report, as it was printed."""
    return FileResponse(report_file(name))  # FAA316
```

Good:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()
REPORTS = Path("reports").resolve()


def report_file(name: str) -> Path:
    file = (REPORTS / name).resolve()
    if not file.is_relative_to(REPORTS):
        raise HTTPException(404)
    return file


@app.get("/reports")
def report(name: str) -> FileResponse:
    """A report, as it was printed."""
    return FileResponse(report_file(name))
```

Silent for path parameters that hold one segment (`{name}`, which no slash gets into, unlike
`{name:path}`), where the name is the end of a longer one (`f"{key}_{name}"`, whose first step is no
directory), for `Path(name).name`, `os.path.basename` and `secure_filename`, for values that are no
free text, and where the function tests the name or the path before.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_PATH = Policy(
    frozenset({"path", "query", "header", "cookie", "body", "form", "file"}), cuts=False, steps=True
)


@checker(
    code="FAA316",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{value}` of the request becomes a path in {chain}; keep it in its directory",
    advice="Join `{value}` to a directory only as `Path(...).name`, or resolve the path and refuse "
    "what is not below the directory.",
    cwe=(22,),
    references=(
        "https://owasp.org/www-community/attacks/Path_Traversal",
        "https://docs.python.org/3/library/pathlib.html#pathlib.PurePath.is_relative_to",
    ),
)
def path_traversal(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    told = set()  # a file that is opened, copied and removed is one path
    for sink, flow in data.reached(context.symbol(function), "path", _PATH):
        if flow.source in told:
            continue
        told.add(flow.source)
        yield context.reaching(sink, flow)
