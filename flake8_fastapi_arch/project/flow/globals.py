"""Which module-level objects a function changes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    AugAssign,
    Call,
    Compare,
    Comprehension,
    Constant,
    Delete,
    Dict,
    Display,
    Expression,
    Function,
    If,
    Module,
    Name,
    Node,
    Subscript,
    UnaryOp,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import children, own, own_nodes, walk
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_CONTAINERS = frozenset(
    {
        "builtins.dict", "builtins.list", "builtins.set", "collections.defaultdict",
        "collections.deque", "collections.OrderedDict", "collections.Counter",
    }
)  # fmt: skip
MUTATORS = frozenset(
    {
        "append", "appendleft", "extend", "insert", "remove", "pop", "popleft", "popitem", "clear",
        "update", "setdefault", "add", "discard", "sort", "reverse",
    }
)  # fmt: skip

_OF_THE_PROCESS = frozenset(
    f"{module}.{name}"
    for module in ("asyncio", "threading")
    for name in ("Lock", "RLock", "Event", "Condition", "Semaphore", "BoundedSemaphore")
) | {"asyncio.create_task", "asyncio.ensure_future", "asyncio.Queue", "threading.Thread"}
_REMOVERS = frozenset({"remove", "pop", "popleft", "popitem", "discard", "clear"})


class Change(msgspec.Struct, frozen=True):
    """A statement that changes the module-level *name*, defined in *module*. ``renewed`` is what it
    holds from then on, where that has nothing of what it held."""

    name: str
    module: Module
    line: int
    col: int
    renewed: Expression | None = None


def changes(function: FunctionSymbol, names: Names) -> Iterator[Change]:
    """The changes that *function* itself makes to module-level state, in source order.

    Not counted: what it only removes, as where it was put in is told; what happens under a lock;
    the making of a thing on its first use (``if client is None: client = make()``); the keeping of
    results (``if key not in known: known[key] = compute(key)``), where the new value does not
    depend on what was kept before; the renewal of what is called a cache, a variable or an entry of
    a dict; and a list of what is going on, which the function itself clears again
    (``tasks.add(task)`` ... ``tasks.discard(task)``).
    """
    if isinstance(function.node, Function):
        scope = names.scope_of(function.module, function.node)
        if not any(_Search(names, scope, frozenset()).changes(function.node)):
            return  # nearly all functions; the rest is asked of few
        tested = frozenset(_tested(function.node))
        cleared = _cleared(_outermost(scope).owner)
        for change in _Search(names, scope, tested).changes(function.node):
            if change.name not in cleared:
                yield change


def _outermost(scope: Scope) -> Scope:
    """The scope of the function that is not nested in another."""
    while scope.parent is not None and isinstance(scope.parent.owner, Function):
        scope = scope.parent
    return scope


def _cleared(owner: Node) -> frozenset[str]:
    """The names of containers that the function both adds to and removes from."""
    added, removed = set(), set(removed_from(owner))
    for node in _all_nodes(owner):
        match node:
            case Call(func=Attribute(value=Name(id=name), attr=attr)):
                if attr in MUTATORS and attr not in _REMOVERS:
                    added.add(name)
            case Assign(targets=(Subscript(value=Name(id=name)),)):
                added.add(name)
    return frozenset(added & removed)


def removed_from(owner: Node) -> Iterator[str]:
    """The names of containers that *owner* takes something out of, or has taken out later."""
    for node in _all_nodes(owner):
        match node:
            # Called here, or by a callback: task.add_done_callback(tasks.discard)
            case Attribute(value=Name(id=name), attr=attr) if attr in _REMOVERS:
                yield name
            case Delete(targets=targets):
                for target in targets:
                    if isinstance(target, Subscript) and isinstance(target.value, Name):
                        yield target.value.id


def _all_nodes(owner: Node) -> Iterator[Node]:
    """Everything below *owner*, nested functions too."""
    for child in children(owner):
        yield child
        yield from _all_nodes(child)


class _Search:
    """*tested* are the names whose presence the function tests before it changes them."""

    def __init__(self, names: Names, scope: Scope, tested: frozenset[str]) -> None:
        self._names = names
        self._scope = scope
        self._tested = tested

    def changes(self, function: Function) -> Iterator[Change]:
        locked = {
            node
            for statement in own(function, With)
            if any(_is_lock(item.context) for item in statement.items)
            for node in walk(statement)
        }
        for node in own(function, Assign, AugAssign, Call):
            if node not in locked:
                yield from self._changed_by(node)

    def _changed_by(self, node: Assign | AugAssign | Call) -> Iterator[Change]:
        match node:
            case Call(func=Attribute(value=Name() as receiver, attr=attr)):
                adds = attr in MUTATORS and attr not in _REMOVERS
                if adds and not any(map(self._is_of_the_process, node.passed)):
                    yield from self._container(receiver, node.line, node.col)
            case Assign(targets=targets, value=value):
                for target in targets:
                    yield from self._stored(target, node, value)
            case AugAssign(target=target):
                yield from self._stored(target, node, target)

    def _stored(
        self, target: Expression, statement: Assign | AugAssign, value: Expression | None
    ) -> Iterator[Change]:
        match target:
            case Name(id=name) if name in self._scope.global_names and name not in self._tested:
                found = self._scope.find(name)
                is_renewal = isinstance(statement, Assign) and "cache" in name.lower()
                if found is not None and isinstance(found[0].owner, Module) and not is_renewal:
                    renewed = value if isinstance(statement, Assign) else None
                    if renewed is not None and _mentions(renewed, name):
                        renewed = None
                    yield Change(name, found[0].module, statement.line, statement.col, renewed)
            case Subscript(value=Name(id=name), index=Constant()) if "cache" in name.lower():
                return  # one of a few parts, which is renewed
            case Subscript(value=Name(id=name) as receiver):
                if value is not None and self._is_of_the_process(value):
                    return
                if name not in self._tested or (value is not None and _mentions(value, name)):
                    yield from self._container(receiver, statement.line, statement.col)

    def _is_of_the_process(self, value: Expression) -> bool:
        """Whether *value* makes something that no other process could use: a lock, a task."""
        return isinstance(value, Call) and not _OF_THE_PROCESS.isdisjoint(
            self._names.dotted(value.func, self._scope)
        )

    def _container(self, receiver: Expression, line: int, col: int) -> Iterator[Change]:
        """A change of *receiver*, where it is a module-level list, dict or set."""
        bound = self._names.variable(receiver, self._scope)
        if bound is None:
            return
        scope, bindings = bound
        if isinstance(scope.owner, Module) and all(
            isinstance(b.value, Node) and self._is_container(b.value, scope)
            for b in bindings
            if b.kind != "augment"
        ):
            yield Change(text(receiver), scope.module, line, col)

    def _is_container(self, value: Node, scope: Scope) -> bool:
        match value:
            case Display(kind=kind):
                return kind != "tuple"
            case Dict() | Comprehension():
                return True
            case Call(func=func):
                return not _CONTAINERS.isdisjoint(self._names.dotted(func, scope))
        return False


def _tested(function: Function) -> Iterator[str]:
    """The names that *function* tests for presence, and the containers it tests for a key."""
    for node in own_nodes(function):
        match node:
            case Compare(left=Name(id=name), ops=("is" | "is not",)):
                yield name
            case Compare(ops=("in" | "not in",), comparators=(Name(id=name),)):
                yield name
            case UnaryOp(op="not", operand=Name(id=name)):
                yield name
            case If(test=Name(id=name)):
                yield name
            case Call(func=Attribute(value=Name(id=name), attr="get")):
                yield name
            case (
                Compare(left=Subscript(value=Name(id=name)), ops=("is",))
                | UnaryOp(op="not", operand=Subscript(value=Name(id=name)))
            ):
                yield name


def _mentions(expression: Expression, name: str) -> bool:
    return any(isinstance(node, Name) and node.id == name for node in walk(expression))


def _is_lock(context: Expression) -> bool:
    return "lock" in text(context).lower() or "semaphore" in text(context).lower()
