"""Cognitive complexity, on the cases that its definition (SonarSource, version 1.7) is told by."""

from __future__ import annotations

import ast
import textwrap

import pytest

from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.measures import cognitive_complexity, statement_count
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.walk import definitions


def function(source: str) -> Function:
    """The first function of *source*."""
    text = textwrap.dedent(source)
    found = definitions(lower("m.py", ast.parse(text), text.count("\n") + 1))[0]
    assert isinstance(found, Function)
    return found


@pytest.mark.parametrize(
    ("source", "complexity"),
    [
        pytest.param("def f(): return 1", 0, id="nothing"),
        pytest.param(
            """
            def primes_up_to(limit):
                total = 0
                for number in range(2, limit):        # 1
                    for factor in range(2, number):   # 2
                        if number % factor == 0:      # 3
                            break
                    else:                             # 1
                        total += number
                return total
            """,
            7,
            id="nested loops; leaving one to a label costs one",
        ),
        pytest.param(
            """
            def in_words(number):
                match number:     # 1
                    case 1: return "one"
                    case 2: return "a couple"
                    case _: return "lots"
            """,
            1,
            id="a switch costs one, whatever it has of cases",
        ),
        pytest.param(
            """
            def f():
                try:
                    if ready:               # 1
                        for row in rows:    # 2
                            while waiting:  # 3
                                wait()
                except Broken:              # 1
                    if fatal:               # 2
                        stop()
            """,
            9,
            id="try costs nothing, its handlers do; nesting adds up",
        ),
        pytest.param("def f():\n    if a and b and c or d or e and g: pass", 4,
                     id="each sequence of like operators"),
        pytest.param("def f():\n    if a and not (b and c): pass", 3,
                     id="a sequence that a negation interrupts"),
        pytest.param(
            """
            def f():
                if a: pass      # 1
                elif b: pass    # 1
                elif c: pass    # 1
                else: stop()    # 1
            """,
            4,
            id="else and elif cost one without nesting",
        ),
        pytest.param(
            """
            def f():
                work = later(lambda: 1 if ready else 0)   # 2
                return work
            """,
            2,
            id="a lambda nests",
        ),
        pytest.param("def f(n):\n    return f(n - 1) + f(n - 2)", 1,
                     id="recursion costs one, however often"),
        pytest.param(
            """
            def decorator(a):
                def inner(call):
                    if a:       # 1
                        print(a)
                    return call
                return inner
            """,
            1,
            id="what only returns a function of its own is a decorator, and does not nest",
        ),
        pytest.param(
            """
            def no_decorator(a):
                b = a + 1
                def inner(call):
                    if b:       # 2
                        print(b)
                    return call
                return inner
            """,
            2,
            id="what does more than that is none",
        ),
    ],
)  # fmt: skip
def test_the_cases_of_the_definition(source: str, complexity: int) -> None:
    assert cognitive_complexity(function(source)) == complexity


def test_statements_are_counted_in_branches_and_without_the_docstring() -> None:
    source = 'def f(x):\n    """Say x."""\n    if x:\n        print(x)\n    return x'
    assert statement_count(function(source)) == 3
