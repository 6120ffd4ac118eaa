"""Sources that are written to fill the memory or never to end: they are analysed all the same.

Each analysis runs in a process of its own with little memory and time, so that what blows up ends
as a failed test: where memory ran out, an error was caught and is told as FAA000, or nothing was
found.
"""

from __future__ import annotations

import multiprocessing
import resource

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import diagnostics

MEGABYTES = 400
SECONDS = 60

HEAD = """\
import os
import time

from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel

app = FastAPI()


@app.get("/control")
async def control():
    time.sleep(1)  # FAA401


"""
ROUTE = "\n\n@app.get({path})\ndef route(): ...\n"


def doubling(first: str, more: str, times: int = 40) -> str:
    """``a0 = first``, and then *times* lines, each *more* of the one before."""
    lines = [f"a{i + 1} = {more.replace('A', f'a{i}')}" for i in range(times)]
    return "\n".join([HEAD, f"a0 = {first}", *lines, ""])


def with_route(source: str, path: str = "a40") -> str:
    return source + ROUTE.format(path=path)


LONG = repr("x" * 900)
LIST = "['/x'] * 900"
GROWING = {
    "strings added": with_route(doubling(LONG, "A + A")),
    "strings formatted": with_route(doubling(LONG, "f'{A}{A}'")),
    "strings by percent": with_route(doubling(LONG, "'%s%s' % (A, A)")),
    "strings by format": with_route(doubling(LONG, "'{0}{0}'.format(A)")),
    "strings joined": with_route(doubling(LONG, "A.join([A] * 900)")),
    "strings replaced": with_route(doubling(LONG, "A.replace('x', A)")),
    "strings of a secret": doubling(repr("x" * 1_000_000), "f'{A}{A}{A}{A}'")
    + "SECRET_KEY = a40\n\n\ndef check(t):\n    import jwt\n    return jwt.decode(t, a12)\n",
    "strings repeated": HEAD
    + ROUTE.format(path="'a' * 10**9")
    + ROUTE.format(path="'a' * 9999999"),
    "strings padded": HEAD
    + ROUTE.format(path="'a'.zfill(9999999999)")
    + ROUTE.format(path="f'{1:>9999999999}'")
    + ROUTE.format(path="'{:>9999999999}'.format(1)")
    + ROUTE.format(path="'%9999999999d' % 1"),
    "a string of ten megabytes": HEAD + f"a = {'ab/' * 3_500_000!r}\n" + ROUTE.format(path="a + a"),
    "numbers": HEAD + "N = 10**10**10\nM = 1 << 10**10\n" + ROUTE.format(path="f'{N}{M}'"),
    "a number of 20000 digits": HEAD + f"N = 0x{'f' * 20_000}\n" + ROUTE.format(path="str(N)"),
    "lists added": doubling(LIST, "A + A") + "for a in a40:\n    app.get(a)(print)\n",
    "lists spread": doubling(LIST, "[*A, *A]") + "for a in a40:\n    app.get(a)(print)\n",
    "lists repeated": doubling(LIST, "A * 900") + "for a in a40:\n    app.get(a)(print)\n",
    "lists extended": HEAD + f"a = {LIST}\n" + "a.extend(a)\na += a\n" * 20,
    "lists chained": "import itertools\n" + doubling(LIST, "list(itertools.chain(A, A))"),
    "lists in lists": with_route(doubling("[]", "[A, A]"), "str(a40)"),
    "dicts in dicts": with_route(doubling("{}", "{'a': A, 'b': A}"), "f'{a40}'"),
    "ranges": HEAD
    + "for i in range(10**12):\n    app.get(f'/{i}')(print)\nx = list(range(9999999))\n",
    "types in types": doubling("int", "dict[A, A]")
    + "\n\n@app.get('/', response_model=a40)\ndef route(x: a40) -> a40: ...\n",
    "unions of types": doubling("int", "A | list[A]")
    + "\n\n@app.get('/', response_model=a40)\nasync def route(x: a40) -> a40: ...\n",
    "choices": HEAD
    + "x = ''\n"
    + "".join(
        f"if os.getenv('A{i}'):\n    x = x + 'a'\nelse:\n    x += 'b{i}'\n" for i in range(60)
    )
    + ROUTE.format(path="x"),
}
NEVER_ENDING = {
    "a loop": HEAD + "n = 0\nwhile True:\n    n += 1\n    app.get(f'/{n}')(print)\n",
    "loops over lists": HEAD
    + f"a = {LIST}\nb = [x + y + z for x in a for y in a for z in a]\n"
    + "while True:\n    c = [*a, *a]\n    c in [c, a]\n",
    "recursion": HEAD
    + "def f(n):\n    f(n + 1)\n    f(n + 2)\n    app.get(f'/{n}')(print)\n\n\nf(0)\n",
    "lambdas": doubling("lambda: '/a'", "lambda: (A() + A())") + ROUTE.format(path="a40()"),
    "properties": HEAD
    + "class A:\n    @property\n    def p0(self): return '/a'\n"
    + "".join(
        f"    @property\n    def p{i + 1}(self): return self.p{i} + self.p{i}\n" for i in range(40)
    )
    + ROUTE.format(path="A().p40"),
    "functions": HEAD
    + "def f0(): time.sleep(1)\n"
    + "".join(f"def f{i + 1}():\n    f{i}()\n    f{i}()\n" for i in range(60))
    + "\n\n@app.get('/')\nasync def route():\n    f60()\n",
    "calls in circles": HEAD
    + "def f300(x):\n    return [].pop(x)\n"
    + "".join(
        f"def f{n}(x):\n    try:\n        return f{n + 1}([x]) or f{n * 7 % 300}(x)\n"
        "    except KeyError:\n        raise LookupError(x)\n"
        for n in range(300)
    )
    + "\n\n@app.get('/f/{x}')\ndef route(x: int):\n    return f0(x)\n",
    "dependencies": HEAD
    + "def d0(): ...\n"
    + "".join(f"def d{i + 1}(a=Depends(d{i}), b=Depends(d{i})): ...\n" for i in range(40))
    + "\n\n@app.get('/')\ndef route(x=Depends(d40)): ...\n",
    "routers": HEAD
    + "r0 = APIRouter()\n\n\n@r0.get('/x')\ndef route(): ...\n"
    + "".join(
        f"r{i + 1} = APIRouter(prefix='/p')\nr{i + 1}.include_router(r{i})\n"
        f"r{i + 1}.include_router(r{i}, prefix='/q')\n"
        for i in range(40)
    )
    + "app.include_router(r40)\n",
    "routers in circles": HEAD
    + "r = APIRouter(prefix='/r')\nr.include_router(r)\nq = APIRouter()\nr.include_router(q)\n"
    + "q.include_router(r)\napp.include_router(r)\napp.mount('/x', app)\n",
    "lists in themselves": HEAD
    + "x = []\nx.append(x)\nif x == x and x in x:\n    pass\nfor a in x:\n    app.get(a)(print)\n"
    + ROUTE.format(path="str(x)"),
    "names in circles": HEAD
    + "X = X\nY = Z\nZ = Y\n\n\nclass A(A): ...\n\n\nclass B(C): ...\n\n\nclass C(B): ...\n"
    + "\n\n@app.get(X, response_model=B)\ndef route(a: A, b: B, c: Y) -> Z: return a.x + b.y\n",
    "attributes in circles": HEAD
    + "import sys\n\n\ndef walk(node):\n"
    + "".join(f"    if node.a{i}:\n        node = node.a{i}\n" for i in range(12))
    + "    node.close()\n\n\nwalk(sys.last_traceback)\n",
    "models in circles": HEAD
    + "class A(BaseModel):\n    a: 'A'\n    b: list['B']\n\n\nclass B(A):\n    c: dict[str, A]\n"
    + "\n\n@app.post('/')\ndef route(a: A) -> B:\n    return a\n",
    "fields of models": HEAD
    + "class M0(BaseModel):\n    x: int\n"
    + "".join(f"class M{i + 1}(BaseModel):\n    a: M{i}\n    b: list[M{i}]\n" for i in range(40))
    + "\n\n@app.post('/')\ndef route(a: M40) -> M40:\n    return a\n",
}
SLOW_TO_MATCH = {
    "paths": HEAD
    + ROUTE.format(path=repr("/" + "{a:path}/" * 300))
    + ROUTE.format(path=repr("/" + "a/" * 300))
    + ROUTE.format(path=repr("/" + "{x}" * 2000 + "b"))
    + ROUTE.format(path=repr("/" + "a" * 4000)),
    "braces": HEAD
    + ROUTE.format(path=repr("/" + "{" * 5000))
    + ROUTE.format(path=repr("/" + "}{" * 5000))
    + ROUTE.format(path=repr("/" * 50_000)),
    "statements": HEAD
    + "def f(db):\n"
    + "".join(
        f"    db.execute({text!r})\n"
        for text in (
            "SELECT " + "a, " * 20_000,
            "(" * 20_000,
            " " * 100_000 + "x",
            "select \n" * 30_000,
            "update " * 20_000,
            "--" * 50_000,
            "'" * 50_001,
            "insert into " + "a " * 50_000,
        )
    ),
    "secrets": HEAD
    + "".join(
        f"{name} = {text!r}\n"
        for name, text in {
            "SECRET_KEY": "a-" * 100_000,
            "password": "=" * 100_000,
            "DATABASE_URL": "postgresql://" + "a:" * 50_000,
            "REDIS_URL": "redis://" + "@" * 50_000,
            "token": "eyJ" * 50_000,
            "api_key": "${" * 50_000,
            "PRIVATE_KEY": "-----BEGIN " * 20_000,
        }.items()
    ),
    "comments": HEAD
    + f"x = 1  # noqa: {'FAA401 ' * 30_000}\ny = 1  # noqa{':' * 50_000}\n"
    + f"# TODO {'a' * 100_000}\n# {'type: ' * 30_000}\n",
    "annotations": HEAD
    + f"def f(a: '{'list[' * 3000}', b: '{'[' * 100_000}', c: '{'a|' * 5000}b'): ...\n"
    + "app.get('/')(f)\n",
    "documentation": HEAD
    + f"def f():\n    '''{':param ' * 50_000}'''\n\n\ndef g():\n    '''{' ' * 200_000}x'''\n"
    + "app.get('/f')(f)\napp.get('/g')(g)\n",
}
IN_TESTS = {
    "helpers of tests": "from fastapi.testclient import TestClient\n\nfrom main import app\n\n\n"
    "def use0(client, path):\n    return client.get(path)\n\n\n"
    + "".join(
        f"def use{i + 1}(client, path):\n" + f"    use{i}(client, path)\n" * 12 for i in range(20)
    )
    + "\n\ndef test_it():\n    use20(TestClient(app), '/control')\n",
}
SOURCES = {
    **{name: {"main.py": text} for name, text in (GROWING | NEVER_ENDING | SLOW_TO_MATCH).items()},
    **{name: {"main.py": HEAD, "tests/test_main.py": text} for name, text in IN_TESTS.items()},
}


@pytest.mark.parametrize("name", SOURCES)
def test_no_source_fills_the_memory_or_never_ends(name):
    analysis = multiprocessing.get_context("fork").Process(target=_analyse, args=(SOURCES[name],))
    catalog()
    analysis.start()
    analysis.join()
    assert analysis.exitcode == 0


def _analyse(sources: dict[str, str]) -> None:
    """Analyse *sources*, within the limits; whatever it does, the control in HEAD is found."""
    _limit(resource.RLIMIT_AS, _megabytes_now() + MEGABYTES << 20)
    _limit(resource.RLIMIT_CPU, SECONDS)
    found = list(diagnostics(sources, catalog()))
    codes = {diagnostic.checker.code for diagnostic in found}
    assert "FAA000" not in codes, [d.message for d in found if d.checker.code == "FAA000"]
    assert "FAA401" in codes


def _limit(of: int, soft: int) -> None:
    _, hard = resource.getrlimit(of)
    resource.setrlimit(of, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _megabytes_now() -> int:
    """The address space of this process."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize() >> 20
