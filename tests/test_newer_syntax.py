"""Sources of newer Pythons are read by older ones, each line where it stands."""

from __future__ import annotations

import ast

import pytest

from flake8_fastapi_arch.facts.newer_syntax import parse

NEWER = b'''\
import typing

type Pair[T] = tuple[T, T]


class Box[T: typing.Sequence[int]](dict):
    async def get[K](self, key: K) -> T:
        try:
            return self[key]
        except KeyError, ValueError:
            raise


class Plain[T]:
    pass
'''


def test_newer_syntax_keeps_names_and_lines() -> None:
    _, alias, box, plain = parse(NEWER).body
    assert isinstance(box, ast.ClassDef) and (box.name, box.lineno) == ("Box", 6)
    assert isinstance(plain, ast.ClassDef) and (plain.name, plain.lineno) == ("Plain", 14)
    assert alias.lineno == 3
    [get] = box.body
    assert isinstance(get, ast.AsyncFunctionDef) and get.lineno == 7
    [attempt] = get.body
    assert isinstance(attempt, ast.Try)
    assert isinstance(attempt.handlers[0].type, ast.Tuple)


def test_what_no_python_parses_is_refused() -> None:
    with pytest.raises(SyntaxError):
        parse(b"except A, B:\n    pass\nclass [\n")


def test_older_syntax_is_left_alone() -> None:
    source = b"def f(a): return a[0]\n"
    assert ast.dump(parse(source)) == ast.dump(ast.parse(source))
