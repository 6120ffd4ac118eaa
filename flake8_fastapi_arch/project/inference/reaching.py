"""Which of a local name's bindings may hold where the name is used."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from flake8_fastapi_arch.facts.model import (
    Class,
    For,
    Function,
    If,
    Match,
    Name,
    Node,
    Statement,
    Try,
    While,
    With,
)
from flake8_fastapi_arch.facts.walk import LEAVES, blocks, children
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope

_NOT_ENTERED = LEAVES | {Function, Class}
_Place = tuple[tuple[int, int], ...]
"""The branches around a statement: the line of each compound statement, and which of its blocks."""


def reaching(name: Name, scope: Scope) -> tuple[Scope, tuple[Binding, ...]] | None:
    """The scope that binds *name*, used in *scope*, and the bindings that the use may see.

    In the body of one function what is bound again before the use is left out, and so is what is
    bound in another branch. None: bound nowhere in the module.
    """
    found = scope.find(name.id)
    if found is None or len(found[1]) < 2 or not isinstance(found[0].owner, Function):
        return found
    inner, bindings = found
    places, uses = _places(inner.owner)
    use = uses.get(name)
    if use is None:
        return found
    line, place = use
    seen = [b for b in bindings if _may_reach(b, line, place, places)]
    before = [b for b in seen if b.line < line]
    certain = [b for b in before if _place_of(b, places) == place[: len(_place_of(b, places))]]
    if certain:
        last = max(b.line for b in certain)
        loop = next((p for p in reversed(place) if p[1] < 0), None)
        seen = [
            b
            for b in seen
            if b.line >= last
            and (b.line < line or (loop is not None and loop in _place_of(b, places)))
            and not (b.line > line and loop is not None and last > loop[0])
        ]
    return inner, tuple(seen) or bindings


def _may_reach(binding: Binding, line: int, place: _Place, places: Mapping[int, _Place]) -> bool:
    """Whether *binding* is neither the statement of the use itself nor in another branch."""
    bound = _place_of(binding, places)
    if binding.line == line:
        return binding.kind in ("for", "async-for", "parameter", "with", "async-with", "unpack")
    for one, other in zip(bound, place):
        if one != other:
            return one[0] != other[0]
    return True


def _place_of(binding: Binding, places: Mapping[int, _Place]) -> _Place:
    if binding.kind == "parameter":
        return ()
    place = places.get(binding.line, ())
    if binding.kind in ("for", "async-for"):
        return (*place, (binding.line, -1))
    return place


@functools.lru_cache(maxsize=1024)
def _places(function: Function) -> tuple[dict[int, _Place], dict[Node, tuple[int, _Place]]]:
    """The place of each statement by its line, and for each name its statement's line and place."""
    places: dict[int, _Place] = {}
    uses: dict[Node, tuple[int, _Place]] = {}
    _enter(function.body, (), places, uses)
    return places, uses


def _enter(
    body: tuple[Statement, ...],
    place: _Place,
    places: dict[int, _Place],
    uses: dict[Node, tuple[int, _Place]],
) -> None:
    for statement in body:
        line: int = getattr(statement, "line", 0)
        places.setdefault(line, place)
        inner: set[Node] = set()
        if isinstance(statement, (If, For, While, With, Try, Match)):
            for number, block in enumerate(blocks(statement)):
                looped = isinstance(statement, (For, While)) and number == 0
                plain = isinstance(statement, With) or (isinstance(statement, Try) and number == 0)
                # What ``with`` and ``try`` hold runs with what is around them.
                branch = place if plain else (*place, (line, -1 if looped else number))
                _enter(block, branch, places, uses)
                inner.update(block)
        pending: list[Node] = [child for child in children(statement) if child not in inner]
        while pending:
            node = pending.pop()
            kind = type(node)
            if kind is Name:
                uses[node] = (line, place)
            elif kind not in _NOT_ENTERED and node not in inner:
                pending.extend(children(node))
