"""One pass over a module; each subject meets the checkers that asked for its type."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable
from typing import Any

from flake8_fastapi_arch.checker import Checker, Diagnostic, Match
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.tool import CHECKER_CRASHED


class Engine:
    """Serves every checker from a single pass."""

    def __init__(self, checkers: Iterable[Checker[Any]]) -> None:
        self._checkers = collections.defaultdict[type, list[Checker[Any]]](list)
        for checker in checkers:
            self._checkers[checker.subject].append(checker)

    def check(
        self, context: Context, before_each: Callable[[], None] = lambda: None
    ) -> list[Diagnostic]:
        """What the checkers say of the module, in the order of lines, columns and codes.

        *before_each* is called before each checker is asked; what it raises ends the check.
        """
        found: list[Diagnostic] = []
        for subject in context.subjects():
            for checker in self._checkers.get(type(subject), ()):
                before_each()
                try:
                    for match in checker.check(subject, context):
                        found.append(_signed(checker, match, context))
                except Exception as error:  # one broken checker must not silence the others
                    found.append(_crash(checker, error, context))
        return sorted(found, key=lambda d: (d.match.line, d.match.col, d.checker.code, d.message))


def _signed(checker: Checker[Any], match: Match, context: Context) -> Diagnostic:
    return Diagnostic(checker, context.module.path, context.scope_at(match.line), match)


def _crash(checker: Checker[Any], error: Exception, context: Context) -> Diagnostic:
    details = {"code": checker.code, "error": f"{type(error).__name__}: {error}"}
    return Diagnostic(CHECKER_CRASHED, context.module.path, "", Match(1, 0, details))
