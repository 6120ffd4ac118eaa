"""What an expression may be does not depend on what was asked before."""

from __future__ import annotations

import pathlib
import random
import textwrap

import pytest

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from tests.harness import asked_where_they_stand

BOOKSTORE = pathlib.Path(__file__).parent.parent / "examples" / "bookstore"
DEEP = 400  # functions that call each other in one circle; more than Python's stack has room for

SOURCES = {
    # Equal words in quotes mean what each module imports under that name.
    "quoted_a.py": """
        from . import shop_a as shop
        def owner(item: "shop.Item", more: "list[shop.Item]"):
            return item.save(), more[0].save()
    """,
    "quoted_b.py": """
        from . import shop_b as shop
        def owner(item: "shop.Item", more: "list[shop.Item]"):
            return item.save(), more[0].save()
    """,
    "shop_a.py": "class Item:\n    def save(self): return 'a'\n",
    "shop_b.py": "class Item:\n    def save(self): return 1.5\n",
    # What a function keeps in a global variable is read where it stands.
    "kept.py": """
        _client = None
        def client():
            global _client
            import httpx
            if _client is None:
                _client = httpx.Client()
            return _client
        def fetch():
            return client().get("/")
    """,
    # Names of a head are not those of the body below it.
    "heads.py": """
        from httpx import Client
        def make(): return Client()
        def use(make=make()): return make.get("/")
        rows = [make.get("/") for make in [make()]]
        found = [last := make() for _ in (1, 2)]
        last.get("/")
    """,
    # Circles: within each other, and of what holds what it is made of.
    "circles.py": """
        def first(x): return second(x) or third([x])
        def second(x): return third({"k": x}) or first(x) or "s"
        def third(x): return second(x) or fourth(x)
        def fourth(x): return third((x, 1)) or first(None) or b""
        first(1.5)
        def nest(x): return nest([x]) if x else {"k": nest(x), "l": [nest(x)]}
        nest("s").get("k")
        def shape(x): return [shape(y) for y in x.items()] or {k: shape(x.data) for k in x.text}
        shape({"k": [1]}).get("k")
        async def wait(x): return wait([x]) or x
        wait(1)
    """,
    "deep.py": "\n".join(
        [
            *(f"def f{n}(x): return f{(n + 1) % DEEP}(x)" for n in range(1, DEEP)),
            "def f0(x): return f1(x) or 's'",
            *(f"f{n}(1)" for n in range(DEEP)),
        ]
    ),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = tmp_path_factory.mktemp("any_order")
    (root / "app").mkdir()
    (root / "app" / "__init__.py").touch()
    for name, source in SOURCES.items():
        (root / "app" / name).write_text(textwrap.dedent(source))
    return root


def answers(root: pathlib.Path, seed: int) -> list[tuple[str, int, str, str]]:
    """Where each call of the project at *root* stands, what it calls and what it gives, the calls
    in the order of the source, asked in an order of its own."""
    project = Project.read(root, Settings())
    calls = [
        (module.path, call, scope)
        for module in project.modules.values()
        for call, scope in project.names.scopes(module).calls
    ]
    found = {}
    for number in random.Random(seed).sample(range(len(calls)), len(calls)):
        path, call, scope = calls[number]
        called, given = project.types.of(call.func, scope), project.types.of(call, scope)
        found[number] = path, call.line, said(called), said(given)
    return [found[number] for number in range(len(calls))]


def said(values) -> str:
    """*values* as words that do not depend on the order of sets."""
    return " | ".join(sorted(map(_said, values)))


def _said(value) -> str:
    if isinstance(value, frozenset):
        return f"{{{said(value)}}}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_said, value))})"
    if hasattr(value, "node"):
        return f"{value.module.path}:{value.name}"
    if hasattr(value, "__struct_fields__"):
        parts = (_said(getattr(value, field)) for field in value.__struct_fields__)
        return f"{type(value).__name__}({', '.join(parts)})"
    return str(value)


@pytest.fixture(scope="module")
def in_order(written):
    return answers(written, 0)


@pytest.mark.parametrize("seed", range(1, 7))
def test_small_projects_with_all_that_refers_to_each_other(written, in_order, seed):
    assert answers(written, seed) == in_order


def test_an_application():
    assert answers(BOOKSTORE, 1) == answers(BOOKSTORE, 2)


@pytest.mark.parametrize(
    ("path", "line", "given"),
    [
        ("app/quoted_a.py", 4, "builtins.str"),
        ("app/quoted_b.py", 4, "builtins.float"),
        ("app/kept.py", 10, "httpx.Response"),
        ("app/heads.py", 4, "httpx.Response"),
        ("app/heads.py", 5, "httpx.Response"),
        ("app/heads.py", 7, "httpx.Response"),
        ("app/deep.py", DEEP + DEEP // 2, "builtins.str"),
    ],
)
def test_what_a_line_gives(in_order, path, line, given):
    found = {given for where, at, _, given in in_order if (where, at) == (path, line)}
    assert f"Instance(LibrarySymbol({given}), ())" in found


def test_who_asks_passes_the_scope_in_which_an_expression_stands():
    own = tuple(catalog())
    options = {option.name: option.default for checker in own for option in checker.options}
    analysis = Analysis(Settings(root=str(BOOKSTORE), options=options), own)
    with asked_where_they_stand():
        for path in sorted(BOOKSTORE.rglob("*.py")):
            analysis.check(str(path), path.read_text("utf-8"))
