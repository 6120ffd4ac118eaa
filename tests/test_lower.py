"""Lowering keeps what analyses ask for: nothing that runs is lost, and records survive as bytes."""

from __future__ import annotations

import ast
import inspect
import pathlib
import re
import sysconfig
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_fastapi_arch.facts import lower as lowering
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Call, Class, Function, Lambda, Module
from flake8_fastapi_arch.facts.walk import children, definitions, own_calls, own_nodes, walk

LIBRARY = pathlib.Path(sysconfig.get_path("stdlib"))
SAMPLE = sorted(LIBRARY.glob("*.py"))[::3] + sorted(LIBRARY.glob("asyncio/*.py"))

every_module = pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.name)

Place = tuple[int, int]


def lowered(source: str) -> Module:
    return lower("m.py", ast.parse(source), source.count("\n") + 1)


def assert_survives_as_bytes(module: Module) -> None:
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=Module)
    assert repr(msgspec.to_builtins(copy)) == repr(msgspec.to_builtins(module))


# What runs with a function, by the syntax tree: the same question, answered another way.


def running(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Iterator[ast.AST]:
    """The nodes below *function* that run when it is called."""
    pending: list[ast.AST] = (
        [function.body] if isinstance(function, ast.Lambda) else [*function.body]
    )
    while pending:
        node = pending.pop()
        yield node
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pending += [*node.decorator_list, *defaults(node.args)]
            case ast.Lambda():
                pending += defaults(node.args)
            case ast.ClassDef():
                pending += [*node.decorator_list, *node.bases, *node.keywords]
            case ast.AnnAssign(value=value, target=target):
                pending += [target, node.annotation, *([value] if value else [])]
            case ast.Expr(value=ast.Constant()):
                pass
            case _:
                pending += ast.iter_child_nodes(node)


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [d for d in (*arguments.defaults, *arguments.kw_defaults) if d is not None]


def calls_by_tree(tree: ast.Module) -> dict[Place, Counter[Place]]:
    """The places of the calls that run with each function, by the function's place."""
    return {
        (node.lineno, node.col_offset): Counter(
            (call.lineno, call.col_offset)
            for call in running(node)
            if isinstance(call, ast.Call)
        )
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    }


def calls_by_records(module: Module) -> dict[Place, Counter[Place]]:
    return {
        (node.line, node.col): Counter((call.line, call.col) for call in own_calls(node))
        for node in everything(module)
        if isinstance(node, (Function, Lambda))
    }


def everything(node: msgspec.Struct) -> Iterator[msgspec.Struct]:
    yield node
    for child in children(node):  # type: ignore[arg-type]
        yield from everything(child)


# ── real modules


@every_module
def test_records_of_real_modules_survive_as_bytes(path: pathlib.Path) -> None:
    assert_survives_as_bytes(lowered(path.read_text(encoding="utf-8")))


@every_module
def test_every_call_of_real_modules_is_found_in_its_function(path: pathlib.Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert calls_by_records(lowered(source)) == calls_by_tree(ast.parse(source))


@every_module
def test_definitions_bear_the_names_and_lines_python_gives_them(path: pathlib.Path) -> None:
    source = path.read_text(encoding="utf-8")
    found = [(d.name, d.line, d.end_line) for d in definitions(lowered(source))]
    assert sorted(found) == sorted(
        (node.name, node.lineno, node.end_lineno)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    )


# ── generated expressions

ATOMS = st.one_of(
    st.integers().map(repr),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(st.characters(codec=None, exclude_categories=())).map(ascii),
    st.binary(max_size=4).map(repr),
    st.sampled_from(["a", "session", "été", "None", "True", "...", "1j", "10**400", "f''"]),
)
# ``$`` is any expression, ``%`` one that may stand in an f-string before Python 3.12.
FORMS = [
    "($)($)", "call($, *($), key=($), **($))", "($).attribute", "($)[$]", "($)[($):($), ::($)]",
    "[$, $]", "($, *($))", "{($): ($), **($)}", "{($), ($)}", "(($) @ ($))", "(($) | ($))",
    "(($) and ($) or ($))", "(($) < ($) is not ($) in ($))", "(not ($))", "(-($))", "(await ($))",
    "(($) if ($) else ($))", "[($) for x in ($) if ($)]", "{($): ($) async for x, y in ($)}",
    "(($) for x in ($) for y in ($))", "(lambda p, /, q=($), *r, s=($), **t: ($))",
    "(walrus := ($))", "(yield ($))", "(yield from ($))", "f'{%!r:>{%}} text {%}'",
]  # fmt: skip
IN_F_STRING = st.sampled_from(["a", "a.b", "call()", "call(a).b", "[call()][0]"])


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    if depth == 0 or draw(st.booleans()):
        return draw(ATOMS)
    part = {"$": expressions(depth - 1), "%": IN_F_STRING}
    return re.sub("[$%]", lambda hole: draw(part[hole[0]]), draw(st.sampled_from(FORMS)))


@given(expressions())
def test_any_expression_survives_as_bytes(expression: str) -> None:
    assert_survives_as_bytes(lowered(f"async def f():\n    held = {expression}\n"))


@given(expressions())
def test_every_call_in_any_expression_is_found(expression: str) -> None:
    source = f"async def f():\n    held = {expression}\n"
    assert calls_by_records(lowered(source)) == calls_by_tree(ast.parse(source))


# ── what is easily lost


@pytest.mark.parametrize(
    "body",
    [
        "@register(call())\ndef inner(): ...",
        "def inner(x=call()): ...",
        "def inner(*, x=call()): ...",
        "async def inner(x=call()): ...",
        "lambda x=call(): x",
        "class Inner(base(call()), metaclass=call()): ...",
        "@call()\nclass Inner: ...",
        "f'{x:{call()}}'",
        "assert x, call()",
        "del x[call()]",
        "match x:\n    case [y] if call(): pass",
        "with call() as x, call(): pass",
        "try: pass\nexcept call(): pass\nelse: call()\nfinally: call()",
        "for x in call(): pass\nelse: call()",
        "while call(): pass\nelse: call()",
        "x: call() = call()",
        "x[call()] += call()",
        "raise call() from call()",
        "return call()",
        "{**call(), call(): call()}",
        "x[call():call():call()]",
    ],
)
def test_a_call_is_found_wherever_it_runs(body: str) -> None:
    source = "def f(x):\n" + "\n".join(f"    {line}" for line in body.splitlines()) + "\n"
    [function] = [d for d in definitions(lowered(source)) if d.name == "f"]
    assert isinstance(function, Function)
    names = Counter(getattr(call.func, "id", None) for call in own_calls(function))
    assert names["call"] == source.count("call()")


@pytest.mark.parametrize(
    "body", ["def inner(): call()", "lambda: call()", "class Inner:\n    def method(self): call()"]
)
def test_a_call_that_waits_for_another_is_not_found(body: str) -> None:
    source = "def f(x):\n" + "\n".join(f"    {line}" for line in body.splitlines()) + "\n"
    [function] = [d for d in definitions(lowered(source)) if d.name == "f"]
    assert isinstance(function, Function)
    assert list(own_calls(function)) == []


def test_walking_stops_at_what_runs_later_but_shows_it() -> None:
    source = "def f():\n    def g(): call()\n    class C: pass\n    return lambda: call()\n"
    module = lowered(source)
    [function] = module.body
    assert isinstance(function, Function)
    found = [type(n) for n in own_nodes(function) if isinstance(n, (Function, Class, Lambda))]
    assert found == [Function, Class, Lambda]
    assert sum(isinstance(node, Call) for node in walk(function)) == 0


def test_qualified_names_are_those_of_python() -> None:
    source = "class A:\n    class B:\n        def m(self):\n            def inner(): ...\n"
    names = [definition.qualname for definition in definitions(lowered(source))]
    assert names == ["A", "A.B", "A.B.m", "A.B.m.<locals>.inner"]


def test_a_string_that_no_encoding_holds_is_kept_out() -> None:
    assert_survives_as_bytes(lowered("x = '\\ud800'\ny = b'z'\nz = 2**64, 18446744073709551616\n"))


def test_every_statement_but_pass_is_lowered() -> None:
    known = {kind.__name__ for kind in lowering._STATEMENTS} | {"Pass"}
    assert {kind.__name__ for kind in ast.stmt.__subclasses__()} <= known


@pytest.mark.parametrize(
    "body",
    [
        "yield",
        "x = yield from ()",
        "if x:\n        yield",
        "return 1",
        "lambda: (yield)",
        "lambda x=(yield): x",
        "def inner(): yield",
        "def inner(x=(yield)): ...",
        "@(yield)\n    def inner(): ...",
        "class Inner((yield)): ...",
        "class Inner:\n        def method(self): yield",
        "f'{1:{(yield)}}'",
        "def inner(): yield\n    return 1",
    ],
)
def test_a_generator_is_what_python_says_it_is(body: str) -> None:
    source = f"def f():\n    {body}\n"
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    [function] = lowered(source).body
    assert isinstance(function, Function)
    assert function.is_generator is inspect.isgeneratorfunction(namespace["f"])
