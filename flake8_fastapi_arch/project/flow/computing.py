"""Which functions surely only compute, or read: they give an answer, and leave all as it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    AugAssign,
    Call,
    Delete,
    Expression,
    Function,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import own_nodes, root
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.globals import MUTATORS, changes
from flake8_fastapi_arch.project.inference.row_types import STATEMENT
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.libraries import Effect, Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_COMPUTING = sys.stdlib_module_names | {
    "builtins", "fastapi", "numpy", "pandas", "pydantic", "scipy", "starlette", "typing_extensions",
}  # fmt: skip
"""Libraries that change nothing but where the tables say so."""
_DATABASES = frozenset({"beanie", "motor", "pymongo", "sqlalchemy", "sqlmodel", "tortoise"})
"""Libraries whose tables tell which calls read and which ones change something."""
_BY_KEY = frozenset({"get", "get_one", "refresh"})
_MOST_FUNCTIONS = 100


class Computing:
    """Says which functions only compute."""

    def __init__(
        self, effects: Effects, names: Names, types: Types, libraries: Libraries
    ) -> None:
        self._effects = effects
        self._names = names
        self._types = types
        self._libraries = libraries

    def only_computes(self, function: FunctionSymbol) -> bool:
        """Whether *function*, with all that it calls and hands on, surely waits for nobody, and
        changes neither modules nor objects that were there before; False where that is not known.

        What it is given counts as plain data.
        """
        return self._leaves_as_it_was(function, is_given_services=False)

    def only_reads(self, function: FunctionSymbol) -> bool:
        """The same where *function* may be given sessions and services, and query by them."""
        return self._leaves_as_it_was(function, is_given_services=True)

    def _leaves_as_it_was(self, function: FunctionSymbol, is_given_services: bool) -> bool:
        seen = {function}
        pending = [function]
        while pending:
            inner = pending.pop()
            if not self._computes(inner, is_given_services):
                return False
            called = self._effects.runs(inner).now_or_later.keys() - seen
            seen |= called
            pending += called
            if len(seen) > _MOST_FUNCTIONS:
                return False
        return True

    def _computes(self, function: FunctionSymbol, is_given_services: bool) -> bool:
        node = function.node
        return (
            isinstance(node, Function)
            and all(
                self._is_harmless(site, is_given_services) for site in self._effects.sites(function)
            )
            and not any(changes(function, self._names))
            and (node.name == "__init__" or not any(_changed_objects(node)))
        )

    def _is_harmless(self, site: Site, is_given_services: bool) -> bool:
        """Whether the call at *site* itself does nothing but compute, or read by what is given."""
        targets = self._effects.targets(site)
        effects = self._effects.library_effects(site)
        if is_given_services and targets.libraries and not targets.functions:
            return all(self._reads(effect, site) for effect in effects) and all(
                name.partition(".")[0] in _COMPUTING | _DATABASES for name in targets.libraries
            )
        if effects or (site.is_asynchronous and not targets.functions):
            return False
        if targets.libraries:
            return all(name.partition(".")[0] in _COMPUTING for name in targets.libraries)
        if targets.functions or any(
            isinstance(value, ClassSymbol) for value in self._types.of(site.call.func, site.scope)
        ):
            return True
        if is_given_services:
            return False
        name = root(site.call.func)
        # A method of something local that is not known: of data, as nothing else was brought in.
        return name is not None and name != "self" and self._is_local(name, site)

    def _reads(self, effect: Effect, site: Site) -> bool:
        """Whether the call does no more than ask for rows; a statement has to be a SELECT."""
        if not effect.query or effect.write or effect.commit:
            return False
        sink = self._libraries.sink(effect.name)
        package, _, rest = effect.name.partition(".")
        takes_statement = package in ("sqlalchemy", "sqlmodel") and not (
            rest.startswith("orm.Query.") or rest.rpartition(".")[2] in _BY_KEY
        )
        if not takes_statement:
            return sink is None or sink.kind != "sql"
        statement = self._types.of(site.call.args[0], site.scope) if site.call.args else ()
        return bool(statement) and all(
            isinstance(value, Instance) and value.library == STATEMENT for value in statement
        )

    def _is_local(self, name: str, site: Site) -> bool:
        function = self._names.enclosing_function(site.scope)
        return function is not None and bool(
            self._names.scope_of(function.module, function.node).bindings.get(name)
        )


def _changed_objects(function: Function) -> Iterator[Expression]:
    """What *function* changes of its own object."""
    changed: list[Expression] = []
    for node in own_nodes(function):
        match node:
            case Assign(targets=targets) | Delete(targets=targets):
                changed += [t for t in targets if isinstance(t, (Attribute, Subscript))]
            case AugAssign(target=target):
                changed.append(target)
            case Call(func=Attribute(value=Attribute() as owner, attr=attr)) if attr in MUTATORS:
                changed.append(owner)
    return (target for target in changed if root(target) in ("self", "cls"))
