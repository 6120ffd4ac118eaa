"""Who makes database sessions, and whether they are closed on every path."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Constant,
    ExceptHandler,
    Expression,
    Function,
    If,
    IfExp,
    Keyword,
    Lambda,
    Module,
    Name,
    Node,
    Return,
    Starred,
    Try,
    With,
    WithItem,
    Yield,
)
from flake8_fastapi_arch.facts.walk import own, own_nodes, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Partial, Types, Value
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

SYNC = ("sqlalchemy.orm.Session",)
ASYNC = ("sqlalchemy.ext.asyncio.AsyncSession",)
_CONNECTIONS = ("sqlalchemy.Connection", "sqlalchemy.ext.asyncio.AsyncConnection")

_BESIDE = frozenset(
    {"test", "tests", "testing", "script", "scripts", "migrations", "alembic", "examples",
     "example", "benchmarks", "docs", "docs_src", "tools", "seed", "seeds", "cli", "conftest",
     "manage", "commands", "versions", "tutorials"}
)  # fmt: skip


@functools.lru_cache(maxsize=1024)  # every call in a function asks
def is_beside_the_application(module: Module) -> bool:
    """Whether *module* belongs to tests, scripts or migrations, as its path or body says."""
    parts = module.path.removesuffix(".py").lower().split("/")
    return (
        not _BESIDE.isdisjoint(parts)
        or parts[-1].startswith("test_")
        or parts[-1].endswith("_test")
        or any(isinstance(s, If) and _asks_for_main(s.test) for s in module.body)
    )


class Sessions:
    """Answers about the sessions that functions make for themselves."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._libraries = libraries
        self._calls_named = calls_named

    def is_session(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* may be a session."""
        return any(self._types.is_a(v, *SYNC, *ASYNC) for v in self._types.of(expression, scope))

    def is_async(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* may be an ``AsyncSession``."""
        return any(self._types.is_a(v, *ASYNC) for v in self._types.of(expression, scope))

    @functools.cached_property
    def expires_on_commit(self) -> bool:
        """Whether every ``AsyncSession`` of the application forgets its rows when it commits; False
        where none is seen to be made, or one of them may keep them."""
        answers = [
            _says_nothing_of_expiry(call)
            for name in ("async_sessionmaker", "sessionmaker", "AsyncSession", "Session")
            for call, scope in self._calls_named(name)
            if not is_beside_the_application(scope.module) and self._is_for_async(call, scope)
        ]
        return bool(answers) and all(answers)

    def _is_for_async(self, call: Call, scope: Scope) -> bool:
        """Whether *call* makes asynchronous sessions, now or later, or might."""
        dotted = self._names.dotted(call.func, scope)
        if any(d.rpartition(".")[2] in ("async_sessionmaker", "AsyncSession") for d in dotted):
            return True
        kind = call.keyword("class_")
        return kind is not None and any(
            name.rpartition(".")[2] == "AsyncSession" for name in self._names.dotted(kind, scope)
        )

    def expires_rows(self, call: Call, scope: Scope) -> bool:
        """Whether every session that *call* opens is new and forgets its rows when it commits."""
        makers = self.makers(call, scope)
        return bool(makers) and all(map(_says_nothing_of_expiry, makers))

    def makers(self, call: Call, scope: Scope, depth: int = 3) -> tuple[Call, ...]:
        """The calls that make the session, or the factory of the session, that ``with`` *call*
        opens and closes; none where it may be somebody else's, or is no session."""
        found: list[Call] = []
        for value in self._types.of(call.func, scope):
            made = self._makers_behind(value, call, scope, depth)
            if not made:
                return ()
            found += made
        return tuple(found)

    def _makers_behind(
        self, value: Value, call: Call, scope: Scope, depth: int
    ) -> tuple[Call, ...]:
        match value:
            case Instance(LibrarySymbol(dotted)):
                factory = self._names.variable(call.func, scope)
                if factory is None or self._libraries.makes(f"{dotted}.__call__") != "session":
                    return ()
                made = [binding.value for binding in factory[1]]
                return tuple(m for m in made if isinstance(m, Call)) if all(made) else ()
            case Partial(FunctionSymbol() as target, is_entered=True):
                return self._makers_behind(target, call, scope, depth)
            case FunctionSymbol(node=Function(is_generator=True) as node) if depth > 0:
                inner = self._names.scope_of(value.module, node)
                lent = [self._types.of_parameter(p, inner) for p in node.parameters]
                if any(self._types.is_a(each, *SYNC, *ASYNC) for held in lent for each in held):
                    return ()
                return tuple(m for c in inner.calls for m in self.makers(c, inner, depth - 1))
            case LibrarySymbol() | ClassSymbol():
                return (call,) if self.makes(call, scope, 0) else ()
        return ()

    def makes(self, call: Call, scope: Scope, depth: int = 3) -> bool:
        """Whether *call* gives a session that did not exist before: a class, a factory, a function
        that returns what these give, or ``next`` of a generator that yields one."""
        for value in self._types.of(call.func, scope):
            match value:
                case LibrarySymbol("builtins.next" | "builtins.anext") if call.args:
                    inner = call.args[0]
                    return isinstance(inner, Call) and self._yields_a_session(inner, scope)
                case LibrarySymbol(dotted):
                    if self._libraries.makes(dotted) == "session":
                        return True
                case Instance(LibrarySymbol(dotted)):
                    if self._libraries.makes(f"{dotted}.__call__") == "session":
                        return True
                case ClassSymbol():
                    bases = self._types.library_bases(value)
                    if any(base in (*SYNC, *ASYNC) for base in bases):
                        return True
                case FunctionSymbol() | Bound(_, FunctionSymbol()) if depth > 0:
                    function = value.target if isinstance(value, Bound) else value
                    assert isinstance(function, FunctionSymbol)
                    if self._returns_a_new_one(function, depth - 1):
                        return True
        return False

    def borrows(self, call: Call, scope: Scope) -> bool:
        """Whether the session that *call* makes works on a connection that somebody else closes."""
        return any(
            self._types.is_a(value, *_CONNECTIONS)
            for given in call.passed
            for value in self._types.of(given, scope)
        )

    @kept
    def _returns_a_new_one(self, function: FunctionSymbol, depth: int) -> bool:
        node = function.node
        if isinstance(node, Lambda) or node.is_generator or node.decorators:
            return False
        scope = self._names.scope_of(function.module, node)
        returned = [
            statement.value for statement in own(node, Return) if statement.value is not None
        ]
        return bool(returned) and all(self._is_new(value, node, scope, depth) for value in returned)

    def _is_new(self, value: Expression, node: Function, scope: Scope, depth: int) -> bool:
        inner = value.value if isinstance(value, Await) else value
        if isinstance(inner, Name):
            found = scope.bindings.get(inner.id, ())
            values = [b.value for b in found if b.kind == "assign"]
            return bool(values) and all(
                isinstance(v, Call) and self.makes(v, scope, depth) for v in values
            )
        return isinstance(inner, Call) and self.makes(inner, scope, depth)

    def _yields_a_session(self, call: Call, scope: Scope) -> bool:
        return any(
            isinstance(v, FunctionSymbol)
            and isinstance(v.node, Function)
            and v.node.is_generator
            and any(
                self._types.is_a(held, *SYNC, *ASYNC)
                for held in self._types.element(self._types.returned(v))
            )
            for v in self._types.of(call.func, scope)
        )


def fate(call: Call, function: Function) -> str:
    """What becomes of the session that *call* makes in *function*.

    ``closed`` on every path, ``closed-sometimes`` where an exception passes by ``close()``,
    ``left``, ``yielded``, ``yielded-unguarded``, or ``handed-on`` to somebody else.
    """
    above = parents(function)
    node: Node = call
    while isinstance(above.get(node), (Await, BoolOp, IfExp)):
        node = above[node]
    parent = above.get(node)
    match parent:
        case WithItem():
            return "closed"
        case Attribute():
            return "left"
        case Yield():
            return "yielded-unguarded"
        case Call() | Return() | Starred() | None:
            return "handed-on"
    names = _names_of(parent)
    if len(names) != 1 or not names[0]:
        return "handed-on"
    return _fate_of_name(names[0], function, above, call.line)


def _fate_of_name(
    name: str, function: Function, above: Mapping[Node, Node], line: int
) -> str:
    """What becomes of what *name* is bound to on *line*: before, it held something else."""
    closed = False
    yields: list[Node] = []
    given = 0  # the last line that hands it to somebody who may keep it
    closings: list[Attribute] = []
    for node in own_nodes(function):
        if not isinstance(node, Name) or node.id != name or node.line < line:
            continue
        parent = above.get(node)
        if isinstance(parent, Keyword):
            parent = above.get(parent)
        match parent:
            case Attribute(attr="close" | "aclose"):
                closings.append(parent)
            case WithItem():
                closed = True
            case Yield():
                yields.append(parent)
            case Return():
                return "handed-on"
            case Call() if parent.func is not node and not _is_lent(parent):
                given = max(given, node.line)
            case Attribute():
                pass
            case _ if _stores(parent, node):
                given = max(given, node.line)
    clauses = [_clause_around(node, above) for node in closings]
    plain = [node.line for node, clause in zip(closings, clauses) if clause is None]
    if given > max(plain, default=0) and not yields:
        return "handed-on"  # who closes it afterwards has only lent it
    catching = any(isinstance(c, ExceptHandler) and _catches_everything(c) for c in clauses)
    closed = closed or any(isinstance(c, Try) for c in clauses) or bool(plain and catching)
    if yields:
        return (
            "yielded"
            if closed and all(_is_guarded(y, above) for y in yields)
            else ("yielded-unguarded")
        )
    if closed:
        return "closed"
    return "closed-sometimes" if closings else "left"


def _is_lent(call: Call) -> bool:
    """Whether *call*, which gets the session, is a plain function: it borrows, it does not keep."""
    called = call.func
    name = called.attr if isinstance(called, Attribute) else getattr(called, "id", "A")
    return name[:1].islower() and name not in ("closing", "enter_context", "append", "put", "set")


def _stores(parent: Node | None, node: Name) -> bool:
    """Whether *parent* puts what *node* holds into something else."""
    targets = getattr(parent, "targets", None)
    if targets is not None:
        return all(target is not node for target in targets)
    return type(parent).__name__ in ("Display", "Dict", "Subscript", "AugAssign")


def _names_of(parent: Node | None) -> list[str]:
    targets = getattr(parent, "targets", None) or [getattr(parent, "target", None)]
    return [
        t.id if isinstance(t, Name) else "" for t in targets if isinstance(t, (Name, Attribute))
    ]


def _clause_around(node: Node, above: Mapping[Node, Node]) -> Try | ExceptHandler | None:
    """The ``try`` in whose ``finally`` *node* stands, or the ``except``; None for neither."""
    inner: Node | None = node
    while inner is not None:
        outer = above.get(inner)
        if isinstance(outer, ExceptHandler):
            return outer
        if isinstance(outer, Try) and any(inner is statement for statement in outer.final):
            return outer
        inner = outer
    return None


def _catches_everything(handler: ExceptHandler) -> bool:
    return handler.caught is None or (
        isinstance(handler.caught, Name) and handler.caught.id in ("Exception", "BaseException")
    )


def _is_guarded(node: Node, above: Mapping[Node, Node]) -> bool:
    """Whether *node* stands in a ``try`` with a ``finally``, or in a ``with``."""
    inner: Node | None = node
    while inner is not None:
        outer = above.get(inner)
        if isinstance(outer, With):
            return True
        if isinstance(outer, Try) and outer.final and any(inner is s for s in outer.body):
            return True
        inner = outer
    return False


def _says_nothing_of_expiry(call: Call) -> bool:
    """Whether *call* leaves ``expire_on_commit`` at its default, which is true."""
    keys = [keyword.arg for keyword in call.keywords]
    return None not in keys and "expire_on_commit" not in keys


def _asks_for_main(test: Expression) -> bool:
    return any(isinstance(n, Constant) and n.value == "__main__" for n in walk(test))


def session_calls(function: FunctionSymbol, sessions: Sessions, names: Names) -> Iterator[Call]:
    """The calls in *function* that make a session with a connection of its own."""
    if isinstance(function.node, Lambda):
        return
    scope = names.scope_of(function.module, function.node)
    for call in scope.calls:
        if sessions.makes(call, scope) and not sessions.borrows(call, scope):
            yield call
