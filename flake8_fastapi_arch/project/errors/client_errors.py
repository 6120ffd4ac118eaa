"""Which exceptions of a project are meant for the client: what it did wrong, not what broke."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

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
    Node,
    Raise,
    Return,
    Try,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import own, own_nodes, statements, walk
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.errors.exception_types import ExceptionType
from flake8_fastapi_arch.project.errors.exceptions import Exceptions, Raised, is_broad
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects, Step
from flake8_fastapi_arch.project.flow.keys import Keys, argument_for, names_behind
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
        effects: Effects,
        keys: Keys,
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._models = models
        self._exceptions = exceptions
        self._effects = effects
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
        missing = self._missing(raised)
        looked_up = (missing,) if missing is not None else self._tried(raised)
        if looked_up and not self._may_be_asked_for(raised, looked_up):
            return False
        if raised.status is not None:
            return 400 <= raised.status < 500 and raised.status != _TIMEOUT
        if self.is_translated(cls):
            return True
        if raised.is_wrapped or _SERVERS_OWN.search(cls.node.name):
            return False
        return missing is not None

    def is_translated(self, cls: ExceptionType) -> bool:
        """Whether some clause of the project answers *cls*, by its name, with a client error."""
        return cls in self._translated

    def _missing(self, raised: Raised) -> Expression | None:
        """The row in ``if row is None`` around the ``raise``, which was looked up before by
        something that the function was given, or the key in ``if key not in rows``."""
        last = raised.steps[-1]
        node = last.function.node
        if not isinstance(node, Function):
            return None
        looked_up = {
            target.id
            for statement in statements(node.body)
            for target in getattr(statement, "targets", ())
            if isinstance(target, Name)
        }
        scope = self._names.scope_of(last.function.module, node)
        given = {parameter.name for parameter in node.parameters}
        for branch in own_nodes(node):
            if (
                isinstance(branch, If)
                and (absent := _absent(branch.test, looked_up)) is not None
                and any(isinstance(s, Raise) and s.line == last.line for s in branch.body)
                and not given.isdisjoint(names_behind(absent, scope))
            ):
                return absent
        return None

    def _tried(self, raised: Raised) -> tuple[Node, ...]:
        """What was tried before the ``except`` clause with the ``raise``, where something that the
        function was given decides about it."""
        last = raised.steps[-1]
        node = last.function.node
        given = {parameter.name for parameter in node.parameters} - {"self", "cls"}
        scope = self._names.scope_of(last.function.module, node)
        for tried in own(node, Try) if raised.is_wrapped else ():
            if any(
                isinstance(statement, Raise) and statement.line == last.line
                for handler in tried.handlers
                for statement in statements(handler.body)
            ) and any(not given.isdisjoint(names_behind(s, scope)) for s in tried.body):
                return tried.body
        return ()

    def _may_be_asked_for(self, raised: Raised, looked_up: Iterable[Node]) -> bool:
        """Whether a client may decide what *looked_up* asks for. False: all of it is part of rows,
        which are there, or of what dependencies give, who is signed in."""
        callee = raised.steps[-1].function
        scope = self._names.scope_of(callee.module, callee.node)
        named = {name for node in looked_up for name in names_behind(node, scope)}
        keys = named & {p.name for p in callee.node.parameters}
        for step in reversed(raised.steps[:-1]):
            caller = step.function
            site = self._call(step, callee)
            if site is None or site.call.is_spread:
                return True
            passed = [argument_for(key, callee, site) for key in keys]
            by = [p for p in passed if p is not None and not self._is_known(p, site.scope)]
            if not all(self._is_traced(each, caller) for each in by):
                return True
            keys = {key for each in by for key in self._keys.of(each, caller)}
            callee = caller
        sent = self._keys.sent_to(callee)
        return sent is None or not keys.isdisjoint(sent) or self._takes_whole(callee, keys)

    def _call(self, step: Step, callee: FunctionSymbol) -> Site | None:
        """The call of *callee* that *step* makes."""
        for site in self._effects.sites(step.function):
            if site.line == step.line and callee in self._effects.targets(site).functions:
                return site
        return None

    def _is_known(self, passed: Expression, scope: Scope) -> bool:
        """Whether *passed* is a part of a row, or no key at all: a session."""
        if any(isinstance(v, Instance) and _is_object(v) for v in self._types.of(passed, scope)):
            return True
        return isinstance(passed, Attribute) and any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._models.table_kind(value.type) is not None
            for value in self._types.of(passed.value, scope)
        )

    def _is_traced(self, passed: Expression, caller: FunctionSymbol) -> bool:
        """Whether what *passed* is made of is known: parameters of *caller*."""
        return bool(self._keys.of(passed, caller))

    def _takes_whole(self, function: FunctionSymbol, keys: set[str]) -> bool:
        """Whether one of *keys* is a class whose parameters FastAPI fills from the request."""
        scope = self._names.scope_of(function.module, function.node)
        for parameter in function.node.parameters:
            if parameter.name in keys:
                injected = self._types.dependency(parameter, scope)
                outer = scope.parent or scope
                if injected is not None and any(
                    isinstance(value, (ClassSymbol, Instance))
                    for value in self._types.of(injected, outer)
                ):
                    return True
        return False

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


def _is_object(value: Instance) -> bool:
    """Whether *value* is of a library's class, and none that keys are of."""
    return value.library is not None and not value.library.startswith(
        ("builtins.", "uuid.", "datetime.", "decimal.", "bson.")
    )


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
