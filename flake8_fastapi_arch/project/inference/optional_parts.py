"""Which parts an object surely lacks: those it was made without, and is never given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Constant,
    Expression,
    Function,
    Module,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.walk import last_name, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_NOTHING: frozenset[str] = frozenset()


class OptionalParts:
    """Says which attributes of an object are None for good.

    ``cache = Cache()``, where ``Cache.__init__`` takes ``redis: Redis | None = None`` and keeps it
    as ``self.redis``: this cache has no Redis, whatever others have.
    """

    def __init__(self, names: Names, types: Types, modules: Mapping[str, Module]) -> None:
        self._names = names
        self._types = types
        self._modules = modules

    def lacked_by(self, receiver: Expression, scope: Scope) -> frozenset[str]:
        """The attributes that the object behind *receiver*, a variable or ``self.name``, lacks."""
        match receiver:
            case Attribute(value=Name(id="self"), attr=name):
                match list(self._assigned(name, scope)):
                    case [(Call() as made, where)]:
                        return self._never_given(made, where, name)
                    case [(Name() | Attribute() as variable, where)]:
                        return self._lacked_by_variable(variable, where)
                return _NOTHING
            case Name() | Attribute():
                return self._lacked_by_variable(receiver, scope)
        return _NOTHING

    def _lacked_by_variable(self, receiver: Name | Attribute, scope: Scope) -> frozenset[str]:
        variable = self._names.variable(receiver, scope)
        if variable is None:
            return _NOTHING
        where, bindings = variable
        name = receiver.id if isinstance(receiver, Name) else receiver.attr
        match [(binding.kind, binding.value) for binding in bindings]:
            case [("assign", Call() as made)]:
                return self._never_given(made, where, name)
        return _NOTHING

    def _assigned(self, attribute: str, scope: Scope) -> Iterator[tuple[Node | None, Scope]]:
        """What the methods of the class around *scope* assign to the attribute of ``self``."""
        cls = self._names.enclosing_class(scope)
        for base in self._types.mro(cls) if cls is not None else ():
            if isinstance(base, ClassSymbol):
                for statement, where in self._names.self_assignments(base).get(attribute, ()):
                    yield statement.value, where

    @kept
    def _never_given(self, made: Call, scope: Scope, name: str) -> frozenset[str]:
        match self._names.symbols(made.func, scope):
            case [ClassSymbol() as cls]:
                givers = self._givers(cls, self._omitted(cls, made))
                named = self._named_on(name, scope.module) if givers else _NOTHING
                return frozenset(part for part in givers if givers[part].isdisjoint(named))
        return _NOTHING

    def _omitted(self, cls: ClassSymbol, made: Call) -> frozenset[str]:
        """The parameters of the constructor that are None where *made* calls it."""
        found = self._types.member(cls, "__init__")
        init = found[1].value if found is not None else None
        if not isinstance(init, Function) or made.is_spread:
            return _NOTHING
        parameters = init.parameters[1:]
        passed = {parameter.name for parameter, _ in zip(parameters, made.args)}
        passed |= {keyword.arg for keyword in made.keywords if keyword.arg is not None}
        return frozenset(
            parameter.name
            for parameter in parameters
            if parameter.name not in passed
            and isinstance(parameter.default, Constant)
            and parameter.default.value is None
        )

    def _givers(self, cls: ClassSymbol, omitted: frozenset[str]) -> dict[str, frozenset[str]]:
        """The attributes that the constructor fills from *omitted* parameters alone, each with what
        may fill it later: the attribute's own name and the methods that assign it."""
        later: dict[str, set[str]] = {}
        from_omitted: set[str] = set()
        from_others: set[str] = set()
        for base in self._types.mro(cls) if omitted else ():
            if not isinstance(base, ClassSymbol):
                continue
            for part, assignments in self._names.self_assignments(base).items():
                for statement, scope in assignments:
                    method = scope.owner.name if isinstance(scope.owner, Function) else ""
                    if method != "__init__":
                        later.setdefault(part, set()).add(method)
                    elif isinstance(statement.value, Name) and statement.value.id in omitted:
                        from_omitted.add(part)
                    else:
                        from_others.add(part)
        return {
            part: frozenset([part, *later.get(part, ())]) for part in from_omitted - from_others
        }

    def _named_on(self, name: str, home: Module) -> frozenset[str]:
        """The attributes that are named on a variable called *name*, where there is one."""
        return frozenset(
            node.attr
            for module in self._modules.values()
            if module is home or name in self._names.scopes(module).top.bindings
            for node in walk(module)
            if isinstance(node, Attribute) and last_name(node.value) == name
        )
