"""Projects that nobody needs are let go: an editor makes one with each change of a text."""

from __future__ import annotations

import gc
import pathlib
import weakref

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.settings import Settings

BOOKSTORE = pathlib.Path(__file__).parent.parent / "examples" / "bookstore"


def test_a_project_after_a_change():
    checkers = list(catalog())
    options = {option.name: option.default for checker in checkers for option in checker.options}
    analysis = Analysis(Settings(root=str(BOOKSTORE), options=options), checkers)
    for file in BOOKSTORE.rglob("*.py"):
        analysis.check(str(file), file.read_text("utf-8"))
    before = weakref.ref(analysis.project(BOOKSTORE))

    analysis.revise(str(BOOKSTORE / "app" / "new.py"), "def f(): ...\n")
    gc.collect()

    assert "app/new.py" in analysis.project(BOOKSTORE).modules
    assert before() is None
