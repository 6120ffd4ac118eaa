"""What the configuration changes of the checkers: how severe they are, and their limits by path."""

from __future__ import annotations

import dataclasses
import fnmatch
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flake8_fastapi_arch.checker import Checker, Impact, Priority

Values = Mapping[str, "int | tuple[str, ...]"]

_IMPACTS = {impact.value: impact for impact in Impact}
_PRIORITIES = {priority.value.lower(): priority for priority in Priority}


@dataclasses.dataclass(frozen=True)
class _Severity:
    """``FAA501: low P2``; what is not said stays as it is."""

    code: str
    impact: Impact | None
    priority: Priority | None


@dataclasses.dataclass(frozen=True)
class _Limit:
    """``app/legacy/*: max-handler-statements = 60``."""

    pattern: str
    option: str
    value: int


class Overrides:
    """The entries of ``fastapi-arch-severity`` and of ``fastapi-arch-per-path-options``.

    ``problems`` are those that cannot be used, each as the option with the entry, and why.
    """

    def __init__(self, severity: Iterable[str], per_path: Iterable[str], options: Values) -> None:
        """*options* are the values that hold wherever *per_path* says nothing else."""
        self._options = options
        self._severities: list[_Severity] = []
        self._limits: list[_Limit] = []
        problems = []
        for entry in severity:
            changed = _severity(entry)
            if isinstance(changed, _Severity):
                self._severities.append(changed)
            else:
                problems.append((f"fastapi-arch-severity: {entry}", changed))
        for entry in per_path:
            limit = self._limit(entry)
            if isinstance(limit, _Limit):
                self._limits.append(limit)
            else:
                problems.append((f"fastapi-arch-per-path-options: {entry}", limit))
        self.problems = tuple(problems)

    def applied(self, checker: Checker[Any]) -> Checker[Any]:
        """*checker* as severe as it is configured to be; the longest code that fits decides."""
        fitting = [entry for entry in self._severities if checker.code.startswith(entry.code)]
        for entry in sorted(fitting, key=lambda entry: len(entry.code)):
            checker = dataclasses.replace(
                checker,
                impact=entry.impact or checker.impact,
                priority=entry.priority or checker.priority,
            )
        return checker

    def options_at(self, path: str) -> Values:
        """The values of all options for the file at *path* (relative to the project, with ``/``);
        of several entries that fit, the last one decides."""
        here = {
            limit.option: limit.value
            for limit in self._limits
            if fnmatch.fnmatchcase(path, limit.pattern)
        }
        return {**self._options, **here} if here else self._options

    def _limit(self, entry: str) -> _Limit | str:
        """What *entry* says, or why it says nothing."""
        parts = re.fullmatch(r"(.+?)\s*:\s*([\w-]+)\s*=\s*(\S+)", entry)
        if parts is None:
            return "is not of the form `pattern of paths: option = number`"
        pattern, option, value = parts.groups()
        limits = sorted(name for name, v in self._options.items() if isinstance(v, int))
        if option not in limits:
            return f"no checker has a limit `{option}`; there are {', '.join(limits)}"
        if not value.isdecimal():
            return f"`{value}` is not a number"
        return _Limit(pattern, option, int(value))


def _severity(entry: str) -> _Severity | str:
    """What *entry* says, or why it says nothing."""
    parts = re.fullmatch(r"(FAA\d{0,3})\s*:\s*(\S.*)", entry)
    if parts is None:
        return "is not of the form `CODE: impact priority`"
    code, words = parts[1], parts[2].lower().split()
    impacts = [_IMPACTS[word] for word in words if word in _IMPACTS]
    priorities = [_PRIORITIES[word] for word in words if word in _PRIORITIES]
    if len(impacts) + len(priorities) < len(words) or len(impacts) > 1 or len(priorities) > 1:
        return "an impact is one of high, medium, low; a priority one of P0, P1, P2"
    return _Severity(code, next(iter(impacts), None), next(iter(priorities), None))
