"""An engine that echoes writes every statement, and the data in it, to the log.

``echo=True`` is for the time in which a query is developed. In production it slows each statement
down, fills the log, and puts names, addresses and tokens where many can read them.

Bad:

```python title="db.py"
from sqlalchemy import create_engine

engine = create_engine("sqlite:///shop.db", echo=True)  # FAA223
```

Good:

```python title="db.py"
import os

from sqlalchemy import create_engine

engine = create_engine("sqlite:///shop.db", echo=os.environ.get("SQL_ECHO") == "1")
```

Silent where ``echo`` is a setting, in tests, and in scripts that are run by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Constant, Module
from flake8_fastapi_arch.project.data.sessions import is_beside_the_application
from flake8_fastapi_arch.project.modules.symbols import LibrarySymbol


@checker(
    code="FAA223",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    message="`echo=True` logs every statement with its data; make it a setting that is off",
    advice="Take `echo` from the settings, off unless asked for.",
)
def sql_echo(module: Module, context: Context) -> Iterator[Match]:
    if is_beside_the_application(module):
        return
    project = context.project
    for call, scope in project.names.scopes(module).calls:
        match call.keyword("echo"):
            case Constant(True | "debug"):
                values = project.types.of(call.func, scope)
                dotted = [value.dotted for value in values if isinstance(value, LibrarySymbol)]
                if any(project.libraries.makes(name) == "engine" for name in dotted):
                    yield at(call, anchor="")
