"""What handlers answer with: a response of their own, data for FastAPI to serialise, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BoolOp,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    Function,
    IfExp,
    JoinedStr,
    Name,
    Return,
)
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.inference.instances import Instance, Value
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

EXCEPTIONS = (
    "fastapi.HTTPException", "fastapi.exceptions.HTTPException",
    "starlette.exceptions.HTTPException",
)  # fmt: skip
_HTTP = re.compile(r"\.HTTP_(\d{3})_\w+$")
_PLAIN = frozenset({"builtins", "datetime", "decimal", "uuid", "collections", "pydantic"})
_JSON = re.compile(r"(JSON|Json)Response$")


class Responses:
    """Tells what the ``return`` statements of handlers mean."""

    def __init__(self, names: Names, types: Types, models: Models) -> None:
        self._names = names
        self._types = types
        self._models = models

    def returns(self, function: FunctionSymbol) -> Iterator[tuple[Return, Expression, Scope]]:
        """The ``return`` statements of *function* that return something but ``None``."""
        if isinstance(function.node, Function):
            scope = self._names.scope_of(function.module, function.node)
            for statement in statements(function.node.body):
                if isinstance(statement, Return) and not _is_none(statement.value):
                    assert statement.value is not None
                    yield statement, statement.value, scope

    def is_data(self, value: Expression, scope: Scope) -> bool:
        """Whether *value* surely is something for FastAPI to serialise.

        Not so what is, or may be, a response or ``None``, and what is not known.
        """
        match value:
            case Constant():
                return value.value is not None
            case Dict() | Display() | JoinedStr() | Comprehension():
                return True
            case Await(value=inner) if not isinstance(inner, (Name, Attribute)):
                pass
            case IfExp(body=body, orelse=orelse):
                return self.is_data(body, scope) and self.is_data(orelse, scope)
            case BoolOp(values=values):
                return all(self.is_data(v, scope) for v in values)
        found = self._types.of(value, scope)
        return bool(found) and all(map(self._is_plain, found))

    def answers_itself(self, function: FunctionSymbol) -> bool:
        """Whether *function* may return a response of its own: a redirect, a page, a file."""
        return any(
            isinstance(value, Instance)
            and not isinstance(value.type, ClassSymbol)
            and value.type.dotted.partition(".")[0] in ("fastapi", "starlette")
            and value.type.dotted.endswith("Response")
            for value in self._types.returned(function)
        )

    def is_exception(self, value: Expression, scope: Scope) -> bool:
        """Whether *value* surely is an ``HTTPException``."""
        found = self._types.of(value, scope)
        return bool(found) and all(self._types.is_a(v, *EXCEPTIONS) for v in found)

    def status(self, value: Expression, scope: Scope) -> int | None:
        """The HTTP status that *value* writes out, by number or by name."""
        match value:
            case Constant(value=bool()):
                return None
            case Constant(value=int(number)) if 100 <= number <= 599:
                return number
        for dotted in self._names.dotted(value, scope):
            named = _HTTP.search(dotted)
            if named:
                return int(named[1])
            head, _, name = dotted.rpartition(".")
            if head == "http.HTTPStatus" and name in HTTPStatus.__members__:
                return HTTPStatus[name].value
        return None

    def sets_status(self, function: FunctionSymbol) -> bool:
        """Whether *function* itself sets the status of the response that FastAPI will make."""
        return isinstance(function.node, Function) and any(
            isinstance(statement, Assign)
            and any(isinstance(t, Attribute) and t.attr == "status_code" for t in statement.targets)
            for statement in statements(function.node.body)
        )

    def _is_plain(self, value: Value) -> bool:
        """Whether *value* is of a class whose objects are data, as far up as it is known."""
        if not isinstance(value, Instance):
            return False
        if not isinstance(value.type, ClassSymbol):
            return value.type.dotted.partition(".")[0] in _PLAIN
        models = self._models
        return models.is_pydantic(value.type) or models.table_kind(value.type) is not None


def _is_none(value: Expression | None) -> bool:
    return value is None or (isinstance(value, Constant) and value.value is None)


def is_json(response_class: str | None) -> bool:
    """Whether the response class of this name sends JSON; False where none is known."""
    return response_class is not None and bool(_JSON.search(response_class))
