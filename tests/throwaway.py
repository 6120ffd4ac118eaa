"""Checkers that exist for one test: one of each kind, so that opting in can be tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flake8_fastapi_arch import catalog, plugin
from flake8_fastapi_arch.checker import (
    Checker,
    Dimension,
    Impact,
    Match,
    Option,
    Priority,
    When,
    at,
)
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.flake8_run import configuration

LIMIT = Option("max-throwaway", 3, "How many are too many.")
NAMES = Option("throwaway-names", ("anna", "otto"), "Names that are meant.")


def _checker(code: str, when: When) -> Checker[Function]:
    def check(function: Function, context: Context) -> Iterator[Match]:
        limit, names = context.options["max-throwaway"], context.options["throwaway-names"]
        yield at(function, name=function.name, limit=limit, names="+".join(names))

    return Checker(
        code=code,
        name=f"throwaway-{when.value}",
        dimension=Dimension.ASYNC_PERFORMANCE,
        pattern="",
        impact=Impact.LOW,
        priority=Priority.P2,
        when=when,
        subject=Function,
        message="`{name}` of {limit} for {names}",
        advice="Leave `{name}`.",
        story="A function is a function.\n",
        options=(LIMIT, NAMES),
        check=check,
    )


ALWAYS, REVIEW, ASKED = (
    _checker("FAA481", When.ALWAYS),
    _checker("FAA482", When.REVIEW),
    _checker("FAA483", When.ASKED),
)


def install(monkeypatch: pytest.MonkeyPatch, *checkers: Checker[Function]) -> None:
    """Make *checkers* the whole catalogue, for the plugin and the command."""
    for module in (catalog, plugin, configuration):
        monkeypatch.setattr(module, "catalog", lambda: checkers)
