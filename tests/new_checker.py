"""Begin a checker: ``make new-checker CODE=FAAnnn NAME=what-is-wrong`` writes its module and cases.

What it writes runs, and says nothing yet; the tests then tell what is missing.
"""

from __future__ import annotations

import pathlib
import re
import sys
from collections.abc import Mapping

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Dimension

ROOT = pathlib.Path(__file__).resolve().parents[1]
APP = '''\
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:{mark}
    """The titles of all books."""
    return ["Emma"]
'''
MODULE = """\
'''What is wrong, in one sentence that ends with a full stop.

Why it hurts: what happens to whom, and when.

Bad:

```python title="app.py"
{bad}```

Good:

```python title="app.py"
{good}```

Silent where the sources do not tell.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function


@checker(
    code="{code}",
    subject=Function,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{{name}}` does what is wrong; do what is right",
    advice="Do what is right in `{{name}}`.",
)
def {function}(function: Function, context: Context) -> Iterator[Match]:
    is_wrong = False
    if is_wrong:
        yield at(function, name=function.name)
"""


class Refused(Exception):
    """There cannot be such a checker; the message says why."""


def files(code: str, name: str) -> Mapping[str, str]:
    """The texts of a new checker's module and first cases, by path. Raises Refused."""
    dimensions = {dimension.digit: dimension for dimension in Dimension}
    if not re.fullmatch(r"FAA[1-6]\d\d", code):
        raise Refused(
            f"CODE={code}: a code is FAA, the dimension's digit (1 to 6), two digits more"
        )
    if not re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", name):
        raise Refused(f"NAME={name}: a name is words of small letters with hyphens between them")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if code in changelog:
        raise Refused(f"CODE={code}: that code is taken, or was; none is used twice")
    if any(checker.name == name for checker in catalog()):
        raise Refused(f"NAME={name}: there is a checker of that name")
    function = name.replace("-", "_")
    bad = APP.format(mark=f"  # {code}")
    return {
        f"flake8_fastapi_arch/checkers/{dimensions[int(code[3])].package}/{function}.py": (
            MODULE.format(code=code, function=function, bad=bad, good=APP.format(mark=""))
        ),
        f"tests/cases/{code}/is_found.py": bad,
        f"tests/cases/{code}/is_not_found_where_it_is_right.py": APP.format(mark=""),
    }


def main(code: str, name: str) -> str:
    """Write the files; what to do next. Raises Refused."""
    texts = files(code, name)
    for path, text in texts.items():
        target = ROOT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    written = "".join(f"wrote {path}\n" for path in texts)
    return f"{written}now: docs/adding-a-checker.md, and `pytest -k {code}` tells what is missing"


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))
    except Refused as refusal:
        sys.exit(f"{refusal}")
