"""Where an app or a router is made: the constructors behind a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Class,
    Expression,
    Function,
    Parameter,
    Return,
)
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, ROUTERS

Made = tuple[Call, Scope]
"""The call that makes an app or a router, and where it stands."""

_MAX_STEPS = 12


class Origins:
    """Follows expressions through variables, parameters and factories to constructors."""

    def __init__(
        self, names: Names, calls_named: Callable[[str], Iterable[tuple[Call, Scope]]]
    ) -> None:
        self._names = names
        self._calls_named = calls_named

    def of(self, expression: Expression, scope: Scope) -> tuple[Made, ...] | None:
        """The constructors of what *expression* may be; None where one of them is not known.

        The router of an app counts as the app.
        """
        found: dict[Made, None] = {}
        for made in self._of(expression, scope, _MAX_STEPS):
            if made is None:
                return None
            found[made] = None
        return tuple(found) or None

    def is_app(self, made: Made) -> bool:
        """Whether *made* is a ``FastAPI``, no router."""
        call, scope = made
        return not APPS.isdisjoint(self._names.dotted(call.func, scope))

    def _of(self, expression: Expression, scope: Scope, steps: int) -> Iterator[Made | None]:
        if steps <= 0:
            yield None
            return
        if isinstance(expression, Call):
            yield from self._called(expression, scope, steps - 1)
            return
        variable = self._names.variable(expression, scope)
        if variable is not None:
            where, bindings = variable
            for binding in bindings:
                yield from self._bound(binding, where, steps - 1)
        elif isinstance(expression, Attribute) and expression.attr == "router":
            yield from self._of(expression.value, scope, steps - 1)
        else:
            yield None

    def _called(self, call: Call, scope: Scope, steps: int) -> Iterator[Made | None]:
        if not (APPS | ROUTERS).isdisjoint(self._names.dotted(call.func, scope)):
            yield call, scope
            return
        symbols = self._names.symbols(call.func, scope)
        if not symbols:
            yield None
        for symbol in symbols:
            returned = list(_returned(symbol)) if isinstance(symbol, FunctionSymbol) else []
            if not returned or not isinstance(symbol, FunctionSymbol):
                yield None
                continue
            inside = self._names.scope_of(symbol.module, symbol.node)
            for value in returned:
                yield from self._of(value, inside, steps)

    def _bound(self, binding: Binding, scope: Scope, steps: int) -> Iterator[Made | None]:
        if binding.kind == "assign" and binding.value is not None:
            yield from self._of(binding.value, scope, steps)  # type: ignore[arg-type]
        elif binding.kind == "parameter" and isinstance(scope.owner, Function):
            yield from self._passed(binding.value, scope.owner, scope, steps)
        else:
            yield None

    def _passed(
        self, parameter: object, function: Function, scope: Scope, steps: int
    ) -> Iterator[Made | None]:
        """What the callers of *function* pass as *parameter*."""
        if not isinstance(parameter, Parameter) or (
            scope.parent is None or isinstance(scope.parent.owner, Class)
        ):
            yield None
            return
        callers = [
            (call, where)
            for call, where in self._calls_named(function.name)
            if FunctionSymbol(scope.module, function) in self._names.symbols(call.func, where)
        ]
        if not callers:
            yield None
        position = [p.name for p in function.parameters].index(parameter.name)
        for call, where in callers:
            argument = call.keyword(parameter.name)
            if argument is None and position < len(call.args) and not call.is_spread:
                argument = call.args[position]
            if argument is None:
                yield None
            else:
                yield from self._of(argument, where, steps)


def _returned(symbol: FunctionSymbol) -> Iterator[Expression]:
    if isinstance(symbol.node, Function):
        for statement in statements(symbol.node.body):
            if isinstance(statement, Return) and statement.value is not None:
                yield statement.value
