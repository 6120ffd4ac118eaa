"""Which exceptions of a project are meant for the client: what it did wrong, not what broke."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Compare,
    Constant,
    ExceptHandler,
    Expression,
    Function,
    If,
    Module,
    Name,
    Raise,
    Return,
    Try,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import own, own_nodes, statements, walk
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.errors.exception_types import ExceptionType
from flake8_fastapi_arch.project.errors.exceptions import Exceptions, Raised, is_broad
from flake8_fastapi_arch.project.flow.keys import Keys, names_behind
from flake8_fastapi_arch.project.flow.uses import enclosing
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

_SERVERS_OWN = re.compile(
    r"internal|unexpected|config|setting|server|fatal|unreachable|programming|invariant|setup"
    r"|database|connection|network|timeout|backend|upstream|provider|import|dependency|startup"
    r"|decrypt|encrypt|serializ|system|runtime|infra|storage|remote|external|unavailable",
    re.IGNORECASE,
)
"""Words in the name of an exception that is about the server: a 500 is the right answer."""
_TIMEOUT = 408
_Origin = tuple[FunctionSymbol, int]  # the function that raises, and the line


class ClientErrors:
    """Tells by what the project does with an exception elsewhere, and by where it is raised."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        models: Models,
        exceptions: Exceptions,
        keys: Keys,
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._models = models
        self._exceptions = exceptions
        self._keys = keys

    def is_for_client(self, raised: Raised) -> bool:
        """Whether *raised* says what the client did wrong.

        A class of the project has a status below 500, or another clause answers it so, or it is
        raised where something was looked up and not found for what a caller gave. Who took too long
        (408) is the server behind. An exception of Python's is raised by a statement that another
        clause answers so. Of a library, it rejects what the client sent.
        """
        cls = raised.type
        rejection = raised.rejection
        if self._is_a_slip(raised):
            return False
        if rejection is not None:
            sent = self._keys.sent_to(raised.steps[0].function) or frozenset()
            return (
                not raised.is_wrapped
                and not sent.isdisjoint(rejection.keys)
                and (rejection.call is not None or _origin(raised) in self._answered)
            )
        if not isinstance(cls, ClassSymbol) or self._exceptions.types.is_http(cls):
            return False
        if raised.steps[-1].function.name.endswith(".__init__"):
            return False  # what an object needs to be made is the caller's duty
        if raised.status is not None:
            return 400 <= raised.status < 500 and raised.status != _TIMEOUT
        if self.is_translated(cls):
            return True
        if raised.is_wrapped or _SERVERS_OWN.search(cls.node.name):
            return False
        return self._is_about_missing(raised)

    def is_translated(self, cls: ExceptionType) -> bool:
        """Whether some clause of the project answers *cls*, by its name, with a client error."""
        return cls in self._translated

    def _is_about_missing(self, raised: Raised) -> bool:
        """Whether the ``raise`` stands in ``if row is None``, of a row that was looked up before,
        by something that the function was given, or in ``if key not in rows``."""
        last = raised.steps[-1]
        node = last.function.node
        if not isinstance(node, Function):
            return False
        looked_up = {
            target.id
            for statement in statements(node.body)
            for target in getattr(statement, "targets", ())
            if isinstance(target, Name)
        }
        scope = self._names.scope_of(last.function.module, node)
        given = {parameter.name for parameter in node.parameters}
        return any(
            isinstance(branch, If)
            and (absent := _absent(branch.test, looked_up)) is not None
            and any(isinstance(s, Raise) and s.line == last.line for s in branch.body)
            and not given.isdisjoint(names_behind(absent, scope))
            for branch in own_nodes(node)
        )

    def _is_a_slip(self, raised: Raised) -> bool:
        """Whether the ``raise`` is about a slip of the application's programmers, about which no
        client could do anything: a setting decides how strict to be with what was found wrong, or
        it asks of which class of the code an argument is."""
        last = raised.steps[-1]
        node = last.function.node
        statement = next((s for s in own(node, Raise) if s.line == last.line), None)
        if statement is None:
            return False
        scope = self._names.scope_of(last.function.module, node)
        tests = [outer.test for outer in enclosing(statement, node) if isinstance(outer, If)]
        given = {parameter.name for parameter in node.parameters}
        return any(self._asks_settings(test, scope) for test in tests[:-1]) or any(
            self._asks_class(test, given, scope) for test in tests
        )

    def _asks_settings(self, test: Expression, scope: Scope) -> bool:
        return any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._models.is_settings(value.type)
            for node in walk(test)
            if isinstance(node, Attribute)
            for value in self._types.of(node.value, scope)
        )

    def _asks_class(self, test: Expression, given: set[str], scope: Scope) -> bool:
        """Whether *test* asks if something *given* is of a class that no request can send."""
        match test:
            case UnaryOp("not", operand):
                return self._asks_class(operand, given, scope)
            case Call(func=Name(id="isinstance"), args=(Name(id=name), kinds)) if name in given:
                classes = [part for part in walk(kinds) if isinstance(part, (Name, Attribute))]
                return any(
                    isinstance(value, (ClassSymbol, LibrarySymbol)) and not _is_builtin(value)
                    for part in classes
                    for value in self._types.of(part, scope)
                )
        return False

    @functools.cached_property
    def _translated(self) -> frozenset[ExceptionType]:
        types = self._exceptions.types
        return frozenset(
            cls
            for handler, _, scope in self._clauses()
            if handler.caught is not None and self._answers_client(handler, scope)
            for cls in types.caught(handler.caught, scope)[0]
            if isinstance(cls, ClassSymbol)
        )

    @functools.cached_property
    def _answered(self) -> frozenset[_Origin]:
        """The statements that raise an exception of Python's which some clause answers, by its
        name, with a client error."""
        return frozenset(
            _origin(raised)
            for handler, function, scope in self._clauses()
            if handler.caught is not None
            and not is_broad(self._exceptions.types.caught(handler.caught, scope)[0])
            and self._answers_client(handler, scope)
            for raised in self._exceptions.reaching(function).get(handler, ())
            if isinstance(raised.type, LibrarySymbol)
        )

    def _clauses(self) -> Iterator[tuple[ExceptHandler, FunctionSymbol, Scope]]:
        for module in self._modules.values():
            for owner in self._names.scopes(module).owners():
                if isinstance(owner, Function):
                    scope = self._names.scope_of(module, owner)
                    for statement in statements(owner.body):
                        for handler in statement.handlers if isinstance(statement, Try) else ():
                            yield handler, FunctionSymbol(module, owner), scope

    def _answers_client(self, handler: ExceptHandler, scope: Scope) -> bool:
        types = self._exceptions.types
        for statement in statements(handler.body):
            status = None
            match statement:
                case Raise(exc=Call() as made):
                    for cls in types.of(made, scope):
                        if types.is_http(cls):
                            status = types.status(made, cls, scope)
                case Return(value=Call() as made):
                    status = types.answered(made, scope)
            if status is not None and 400 <= status < 500 and status != _TIMEOUT:
                return True
        return False


def _is_builtin(cls: ClassSymbol | LibrarySymbol) -> bool:
    return isinstance(cls, LibrarySymbol) and cls.dotted.startswith("builtins.")


def _origin(raised: Raised) -> _Origin:
    last = raised.steps[-1]
    return last.function, last.line


def _absent(test: Expression, looked_up: set[str]) -> Expression | None:
    """What *test* finds not to be there: a variable of *looked_up*, or a key."""
    match test:
        case UnaryOp("not", Name() as name) if name.id in looked_up:
            return name
        case Compare(Name() as name, ("is" | "==",), (Constant(None),)) if name.id in looked_up:
            return name
        case Compare(key, ("not in",), (Name() | Attribute(),)):
            return key
    return None
