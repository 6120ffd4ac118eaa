"""Where rows come from: from any expression back to the queries whose rows it may hold."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    For,
    Function,
    IfExp,
    Lambda,
    Name,
    NamedExpr,
    Node,
    Parameter,
    Return,
    Slice,
    Starred,
    Subscript,
    Yield,
)
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.data.query_state import Path, QueryState, Statement, is_ruled_out
from flake8_fastapi_arch.project.data.tables import Data
from flake8_fastapi_arch.project.flow.guards import Guard, guards, surely_holds
from flake8_fastapi_arch.project.inference.fixpoint import Fixpoint
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.row_types import QUERY, RESULTS
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

Loop = Union[For, Comprehension]

_SYNC = ("sqlalchemy.orm.Session",)
_ASYNC = ("sqlalchemy.ext.asyncio.AsyncSession",)
_EXECUTING = frozenset({"execute", "scalars", "scalar", "exec", "stream", "stream_scalars"})
_BY_KEY = frozenset({"get", "get_one"})
_SINGLE = frozenset(
    {"first", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none", "get",
     "get_one", "fetchone"}
)  # fmt: skip
_WITHOUT_ROWS = frozenset({"count", "delete", "exists", "update"})  # of a Query
_THROUGH = frozenset(
    {f"builtins.{name}" for name in
     ("list", "set", "sorted", "tuple", "reversed", "iter", "filter", "enumerate", "zip", "next",
      "anext", "frozenset", "max", "min")} | {"typing.cast"}
)  # fmt: skip
_MAX_PATH = 4
_MAX_CALLERS = 40
_MAX_LOOKED_AT = 1000  # of the same name, whatever they belong to


class Source(msgspec.Struct, frozen=True):
    """A query whose rows an expression may hold.

    ``path`` are the relationships followed from the rows, ``loop`` is the innermost loop that
    went through them; ``single`` says that at most one row was taken. ``declined`` is what the
    function with the query would load as well if the call ``by``, which led into it, asked for it.
    """

    statement: Statement
    entity: ClassSymbol
    path: Path = ()
    loop: Loop | None = None
    single: bool = False
    is_async: bool = False
    declined: frozenset[Path] = frozenset()
    by: Call | None = None

    @property
    def root(self) -> tuple[Call, Scope]:
        """The ``select(...)``, ``query(...)`` or ``get(...)`` call, where options belong."""
        return self.statement.roots[0]


Sources = frozenset[Source]
_NONE: Sources = frozenset()


class _Way(msgspec.Struct, frozen=True):
    """How an expression was come to: ``entered`` are the calls whose results led into the function
    it stands in, outermost first; ``guards`` are what must be true of that function's parameters,
    ``climbed`` how many callers were gone up to."""

    entered: tuple[tuple[Call, Scope], ...] = ()
    guards: frozenset[Guard] = frozenset()
    climbed: int = 0

    @property
    def call(self) -> Call | None:
        """The call whose result led into the function."""
        return self.entered[-1][0] if self.entered else None

    def into(self, call: Call, scope: Scope) -> _Way:
        return _Way((*self.entered, (call, scope)), self.guards, self.climbed)

    def leaving(self) -> _Way:
        return _Way(self.entered[:-1], self.guards, self.climbed)


_HERE = _Way()
_MAX_ENTERED = 4
_MAX_CLIMBED = 4


class Rows:
    """Follows values backwards: through names, loops, calls, parameters and results."""

    def __init__(
        self,
        names: Names,
        types: Types,
        data: Data,
        state: QueryState,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
        attributes_named: Callable[[str], Iterable[tuple[Attribute, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._data = data
        self._state = state
        self._calls_named = calls_named
        self._attributes_named = attributes_named
        self._known: Fixpoint[Sources] = Fixpoint(_NONE)

    def of(self, expression: Expression, scope: Scope) -> Sources:
        """The queries whose rows *expression*, evaluated in *scope*, may hold.

        Callers that spare the function the evaluation, by what they pass for its parameters, are
        left out, and so are those of whom that is not known.
        """
        return self._of(expression, scope, _Way(guards=_guards(expression, scope)))

    def _of(self, expression: Expression, scope: Scope, way: _Way) -> Sources:
        scope = scope.homes.get(expression, scope)
        return self._known.ask((expression, way), self._trace, expression, scope, way)

    # ── following

    def _trace(self, expression: Expression, scope: Scope, way: _Way) -> Sources:
        match expression:
            case Name():
                if self._holds_query(expression, scope):
                    return self._executed(expression, scope, way, single=False)
                found = reaching(expression, scope)
                if found is None:
                    return _NONE
                inner, bindings = found
                return _union(
                    self._bound(binding, inner, way)
                    for binding in bindings
                    if binding.value is None or not is_ruled_out(binding.value, inner, way.call)
                )
            case Await(value) | Starred(value) | NamedExpr(value=value):
                return self._of(value, scope, way)
            case Subscript(value, index):
                sources = self._of(value, scope, way)
                if isinstance(index, Slice):
                    return _sliced(sources)
                return _single(sources) if isinstance(index, Constant) else sources
            case BoolOp(_, values) | Display(_, values):
                return _union(self._of(value, scope, way) for value in values)
            case Dict(values=values):
                return _union(self._of(value, scope, way) for value in values)
            case IfExp(_, body, orelse):
                return self._of(body, scope, way) | self._of(orelse, scope, way)
            case Comprehension():
                inner = self._names.scope_of(scope.module, expression)
                part = expression.value if expression.value is not None else expression.element
                return self._of(part, inner, way)
            case Attribute():
                return self._attribute(expression, scope, way)
            case Call():
                return self._called(expression, scope, way)
        return _NONE

    def _bound(self, binding: Binding, scope: Scope, way: _Way) -> Sources:
        value = binding.value
        match binding.kind:
            case "assign" if value is not None:
                return self._of(value, scope, way)  # type: ignore[arg-type]
            case "for" | "async-for":
                loop = _loop_of(binding, scope)
                return _looped(self._of(value, scope, way), loop)  # type: ignore[arg-type]
            case "unpack" if value is not None:
                sources = self._of(value, scope, way)  # type: ignore[arg-type]
                return _looped(sources, _loop_of(binding, scope))
            case "parameter":
                assert isinstance(value, Parameter)
                return self._of_parameter(value, scope, way)
        return _NONE

    def _attribute(self, expression: Attribute, scope: Scope, way: _Way) -> Sources:
        found: set[Source] = set()
        for value in self._types.of(expression.value, scope):
            if not isinstance(value, Instance) or not isinstance(value.type, ClassSymbol):
                continue
            if self._data.relationship(value.type, expression.attr) is not None:
                for source in self._of(expression.value, scope, way):
                    if len(source.path) < _MAX_PATH:
                        path = (*source.path, expression.attr)
                        found.add(msgspec.structs.replace(source, path=path))
            elif self._data.table(value.type) is None:
                for assigned, inner in self._names.self_assignments(value.type).get(
                    expression.attr, ()
                ):
                    if assigned.value is not None:
                        found |= self._of(assigned.value, inner, way)
        return frozenset(found)

    def _called(self, call: Call, scope: Scope, way: _Way) -> Sources:
        if self._holds_query(call, scope):
            return self._executed(call, scope, way, single=False)
        found: set[Source] = set()
        for value in self._types.of(call.func, scope):
            match value:
                case Bound(Instance() as receiver, LibrarySymbol(dotted)):
                    found |= self._of_method(call, receiver, dotted, scope, way)
                case LibrarySymbol(dotted) if dotted in _THROUGH:
                    for argument in call.args:
                        found |= self._of(argument, scope, way)
                case FunctionSymbol():
                    found |= self._returned(value, call, scope, way)
                case Bound(_, FunctionSymbol() as function):
                    found |= self._returned(function, call, scope, way)
        return frozenset(found)

    def _of_method(
        self, call: Call, receiver: Instance, dotted: str, scope: Scope, way: _Way
    ) -> Sources:
        assert isinstance(call.func, Attribute) or receiver
        method = dotted.rpartition(".")[2]
        bases = self._types.library_bases(LibrarySymbol(dotted.rpartition(".")[0]))
        single = method in _SINGLE
        if any(base in (*_SYNC, *_ASYNC) for base in bases):
            is_async = any(base in _ASYNC for base in bases)
            first = call.args[0] if call.args else call.keyword("statement")
            if method in _BY_KEY and first is not None:
                return self._by_key(call, first, scope, is_async)
            if method in _EXECUTING and first is not None:
                return self._executed(first, scope, way, single=single, is_async=is_async)
            return _NONE
        if not isinstance(call.func, Attribute):
            return _NONE
        if QUERY in bases:
            if method in _WITHOUT_ROWS:
                return _NONE
            return self._executed(call.func.value, scope, way, single=single)
        if not RESULTS.isdisjoint(bases) or receiver.library in (
            "builtins.dict", "builtins.list", "builtins.set", "builtins.tuple",
        ):  # fmt: skip
            sources = self._of(call.func.value, scope, way)
            return _single(sources) if single else sources
        return _NONE

    def _by_key(self, call: Call, entity: Expression, scope: Scope, is_async: bool) -> Sources:
        options = call.keyword("options")
        loads, known = self._state.loads([options] if options is not None else [], scope)
        return frozenset(
            Source(
                Statement(((call, scope),), (value,), loads, known, bounded=True),
                value,
                single=True,
                is_async=is_async,
            )
            for value in self._types.of(entity, scope)
            if isinstance(value, ClassSymbol)
        )

    def _executed(
        self,
        statement: Expression,
        scope: Scope,
        way: _Way,
        *,
        single: bool,
        is_async: bool = False,
    ) -> Sources:
        sources: set[Source] = set()
        for found in self._statements(statement, scope, way):
            declined = self._declined(statement, found, scope, way)
            by = way.call if declined else None
            sources.update(
                Source(found, entity, single=single, is_async=is_async, declined=declined, by=by)
                for entity in found.entities
            )
        return frozenset(sources)

    def _declined(
        self, expression: Expression, found: Statement, scope: Scope, way: _Way
    ) -> frozenset[Path]:
        """What the query that *expression* stands for loads where its function is called in
        another way than the one it was *found* by."""
        if way.call is None:
            return frozenset()
        whole = self._state.of(expression, scope)
        return whole.loads - found.loads if whole.roots == found.roots else frozenset()

    def statements(self, expression: Expression, scope: Scope) -> Iterator[Statement]:
        """The queries that *expression* may be; of a parameter, those that callers pass."""
        return self._statements(expression, scope, _HERE)

    def _statements(self, expression: Expression, scope: Scope, way: _Way) -> Iterator[Statement]:
        """The same for a function that was come into: of a parameter, what that call passes."""
        found = self._state.of(expression, scope, way.call)
        if found.roots:
            yield found
            return
        base = expression
        while isinstance(base, Call) and isinstance(base.func, Attribute):
            base = base.func.value
        parameter = _parameter(base, scope)
        if parameter is not None:
            applied = msgspec.structs.replace(found, known=True)
            if way.entered:
                call, caller = way.entered[-1]
                argument = self._argument_of(call, *parameter)
                if argument is not None:
                    for passed in self._statements(argument, caller, way.leaving()):
                        yield passed.and_(applied)
                return
            for argument, _, caller in self._arguments(*parameter):
                passed = self._state.of(argument, caller)
                if passed.roots:
                    yield passed.and_(applied)

    def _returned(self, function: FunctionSymbol, call: Call, scope: Scope, way: _Way) -> Sources:
        """The queries behind what *call* gives, which calls *function*."""
        if len(way.entered) >= _MAX_ENTERED:
            return _NONE
        return self._of_returns(function, way.into(call, scope))

    def _of_returns(self, function: FunctionSymbol, way: _Way) -> Sources:
        scope = self._names.scope_of(function.module, function.node)
        if isinstance(function.node, Lambda):
            return self._of(function.node.body, scope, way)
        return _union(
            self._of(node.value, scope, way)
            for node in own(function.node, Return, Yield)
            if node.value is not None and not is_ruled_out(node, scope, way.call)
        )

    # ── parameters

    def _of_parameter(self, parameter: Parameter, scope: Scope, way: _Way) -> Sources:
        """The queries whose rows callers pass: the one that was come through, else all."""
        function = scope.owner
        if not isinstance(function, Function):
            return _NONE
        if way.entered:
            call, caller = way.entered[-1]
            argument = self._argument_of(call, parameter, scope)
            return self._of(argument, caller, way.leaving()) if argument is not None else _NONE
        dependency = self._types.dependency(parameter, scope)
        if dependency is not None:
            around = scope.parent or scope
            return _union(
                self._of_returns(value, _HERE)
                for value in self._types.of(dependency, around)
                if isinstance(value, FunctionSymbol)
            )
        if way.climbed >= _MAX_CLIMBED:
            return _NONE
        asked = [guard for guard in way.guards if guard.name != parameter.name]
        found: set[Source] = set()
        for argument, passing, caller in self._arguments(parameter, scope):
            if all(passing is not None and surely_holds(g, function, passing) for g in asked):
                above = _Way((), _guards(passing or argument, caller), way.climbed + 1)
                found |= self._of(argument, caller, above)
        return frozenset(found)

    def _argument_of(self, call: Call, parameter: Parameter, scope: Scope) -> Expression | None:
        """What *call* passes for *parameter* of the function that opens *scope*."""
        function = scope.owner
        assert isinstance(function, Function)
        position = function.parameters.index(parameter)
        is_method = self._names.class_of_method(function, scope) is not None
        if is_method and position == 0:
            return call.func.value if isinstance(call.func, Attribute) else None
        return call.argument(parameter.name, position - is_method)

    def _arguments(
        self, parameter: Parameter, scope: Scope
    ) -> Iterator[tuple[Expression, Call | None, Scope]]:
        """What the project passes for *parameter* of the function that opens *scope*, and the call
        that does; None where a property is read."""
        function = scope.owner
        if not isinstance(function, Function):
            return
        symbol = FunctionSymbol(scope.module, function)
        cls = self._names.class_of_method(function, scope)
        position = function.parameters.index(parameter)
        if cls is not None and position == 0:
            for used, where in self._receivers(function):
                yield used, None, where
            return
        name = cls.node.name if cls is not None and function.name == "__init__" else function.name
        found = 0
        for call, caller in itertools.islice(self._calls_named(name), _MAX_LOOKED_AT):
            for value in self._types.of(call.func, caller):
                bound = (isinstance(value, Bound) and value.target == symbol) or value == cls
                if bound or value == symbol:
                    argument = call.argument(parameter.name, position - bound)
                    if argument is not None:
                        found += 1
                        yield argument, call, caller
            if found >= _MAX_CALLERS:
                break

    def _receivers(self, function: Function) -> Iterator[tuple[Expression, Scope]]:
        """The objects on which the method or property is used."""
        found = 0
        for attribute, where in itertools.islice(
            self._attributes_named(function.name), _MAX_LOOKED_AT
        ):
            for value in self._types.of(attribute.value, where):
                cls = value.type if isinstance(value, Instance) else None
                if isinstance(cls, ClassSymbol) and self._is_member(function, cls):
                    found += 1
                    yield attribute.value, where
                    break
            if found >= _MAX_CALLERS:
                break

    def _is_member(self, function: Function, cls: ClassSymbol) -> bool:
        """Whether *function* is what *cls* has by its name, a setter apart."""
        member = self._types.member(cls, function.name)
        if member is None:
            return False
        owner = member[0]
        bindings = self._names.scope_of(owner.module, owner.node).bindings[function.name]
        return any(binding.value is function for binding in bindings)

    def _holds_query(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* is a ``Query``, which is executed where it is iterated."""
        values = self._types.of(expression, scope)
        return any(isinstance(v, Instance) and v.library == QUERY for v in values)


def _guards(expression: Expression, scope: Scope) -> frozenset[Guard]:
    inner: Scope | None = scope
    while inner is not None:
        if isinstance(inner.owner, Function):
            return guards(inner.owner).get(expression, frozenset())
        inner = inner.parent
    return frozenset()


def _parameter(expression: Expression, scope: Scope) -> tuple[Parameter, Scope] | None:
    if isinstance(expression, Name):
        found = scope.find(expression.id)
        if found is not None:
            for binding in found[1]:
                if isinstance(binding.value, Parameter):
                    return binding.value, found[0]
    return None


def _loop_of(binding: Binding, scope: Scope) -> Loop | None:
    """The loop that binds a name; None for an unpacked assignment."""
    if isinstance(scope.owner, Comprehension):
        return scope.owner
    if isinstance(binding.binder, For):
        return binding.binder
    if binding.kind in ("for", "async-for") and isinstance(scope.owner, Function):
        return _loops(scope.owner).get(binding.value)
    return None


@functools.lru_cache(maxsize=1024)
def _loops(function: Function) -> dict[Node | None, Loop]:
    return {node.iter: node for node in own(function, For)}


def _looped(sources: Sources, loop: Loop | None) -> Sources:
    if loop is None:
        return sources
    return frozenset(
        msgspec.structs.replace(source, loop=loop)
        for source in sources
        if not (source.single and not source.path)
    )


def _single(sources: Sources) -> Sources:
    return frozenset(msgspec.structs.replace(source, single=not source.path) for source in sources)


def _sliced(sources: Sources) -> Sources:
    """The rows of a slice: no more than it takes."""
    return frozenset(
        msgspec.structs.replace(
            source, statement=msgspec.structs.replace(source.statement, bounded=True)
        )
        for source in sources
    )


def _union(parts: Iterable[Sources]) -> Sources:
    return frozenset(source for part in parts for source in part)
