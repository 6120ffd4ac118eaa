"""Which objects work with the outside: services, repositories, clients, database sessions."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import Assign, Attribute, Expression, Function, Name
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.inference.instances import Instance, Value, Values
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Effect, Libraries
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_OUTSIDE = frozenset({"network", "database", "subprocess", "mail", "queue"})


class Collaborators:
    """Tells them from values, by what their methods do."""

    def __init__(
        self, types: Types, libraries: Libraries, models: Models, effects: Effects
    ) -> None:
        self._types = types
        self._libraries = libraries
        self._models = models
        self._effects = effects

    @kept
    def is_one(self, cls: ClassSymbol) -> bool:
        """Whether *cls*, of the project, has a method that reaches a database, a network or another
        program. Tables and Pydantic models are values; so is a dataclass, and what keeps nothing is
        a bag of functions, where this is not so for the most of the methods."""
        if self._models.table_kind(cls) is not None or self._models.is_pydantic(cls):
            return False
        methods = [
            FunctionSymbol(cls.module, node)
            for node in cls.node.body
            if isinstance(node, Function) and not node.name.startswith("__")
        ]
        reaching = (m for m in methods if self._effects.reached_awaiting(m, _is_outside))
        if self._models.is_dataclass(cls) or self._keeps_nothing(cls):
            return 2 * len(list(reaching)) > len(methods)
        return next(reaching, None) is not None

    def _keeps_nothing(self, cls: ClassSymbol) -> bool:
        """Whether no object of *cls* differs from another: nothing is assigned to any."""
        return not self._types.library_bases(cls) and not any(
            isinstance(target, Attribute)
            and isinstance(target.value, Name)
            and target.value.id in ("self", "cls")
            for base in self._types.mro(cls)
            if isinstance(base, ClassSymbol)
            for method in base.node.body
            if isinstance(method, Function)
            for assignment in own(method, Assign)
            for target in assignment.targets
        )

    def named(self, expression: Expression, scope: Scope) -> str | None:
        """The class of what *expression* is, where that is a collaborator."""
        return self.among(self._types.of(expression, scope))

    def among(self, values: Values) -> str | None:
        """The class of one of *values* that is a collaborator, or a client or session of a
        library."""
        return min(filter(None, map(self._collaborator, values)), default=None)

    def class_among(self, values: Values) -> ClassSymbol | None:
        """The class among *values*, the first of several, whose objects are collaborators."""
        classes = (v for v in values if isinstance(v, ClassSymbol) and self.is_one(v))
        return min(classes, key=lambda cls: (cls.module.path, cls.node.line), default=None)

    def _collaborator(self, value: Value) -> str | None:
        if isinstance(value, Instance):
            if value.library is not None and self._libraries.makes(value.library) is not None:
                return value.library.rpartition(".")[2]
            if isinstance(value.type, ClassSymbol) and self.is_one(value.type):
                return value.type.name
        return None


def _is_outside(effect: Effect) -> bool:
    return effect.kind in _OUTSIDE
