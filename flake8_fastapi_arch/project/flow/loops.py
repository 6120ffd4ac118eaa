"""Which loops run their body once per row, so that what happens inside happens N times."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Union

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Comprehension,
    Constant,
    Dict,
    Display,
    ExceptHandler,
    Expression,
    For,
    Function,
    If,
    IfExp,
    JoinedStr,
    Jump,
    Lambda,
    Name,
    NamedExpr,
    Node,
    Return,
    Starred,
    Statement,
    Subscript,
    UnaryOp,
    While,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import blocks, dotted, own, statements, walk
from flake8_fastapi_arch.project.data.queries import ends_transaction
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.keys import names_behind
from flake8_fastapi_arch.project.flow.open_lists import (
    ADDING_MANY,
    ADDING_ONE,
    STORES,
    OpenLists,
)
from flake8_fastapi_arch.project.flow.uses import (
    assigned_to,
    bound_by,
    bound_names,
    enclosing,
    is_discarded,
    parents,
)
from flake8_fastapi_arch.project.inference.instances import Instance
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

Loop = Union[For, Comprehension]

_SESSIONS = ("sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession")
_BATCHES = ("batch", "chunk", "page", "slice", "groupby", "shard", "partition")
_WRAPPERS = frozenset(
    {"enumerate", "reversed", "sorted", "list", "tuple", "set", "frozenset", "iter", "filter"}
)
_VIEWS = frozenset({"items", "keys", "values", "copy"})
_ENDLESS = frozenset({"count", "cycle", "repeat"})
# What these give has an element for each field of a class: the code's size, not the data's.
_FIELDS = frozenset(
    {"model_dump", "model_fields", "model_fields_set", "__fields__", "asdict", "get_args",
     "__members__", "__annotations__", "__table__", "sorted_tables", "foreign_keys", "constraints",
     "_fields", "__subclasses__"}
)  # fmt: skip
_ENUMS = ("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag")
_ADDING_EACH_TIME = ADDING_ONE - {"setdefault"}
_GROWING = ADDING_ONE | ADDING_MANY
_TABLE_FIRST = re.compile(
    r"(sqlalchemy|sqlmodel)(\.[a-z_]+)*\."
    r"(select|delete|update|insert|(Async)?Session\.(query|get|get_one))"
)
_BEFORE_A_TABLE = re.compile(r"\b(from|into|update|join|table)\s+[\"'`\[]?$", re.IGNORECASE)
_MANY_AT_ONCE = frozenset({"in_", "any_", "add_all", "insert_many", "bulk_create", "executemany"})
_MANY = frozenset({"builtins.list", "builtins.set", "builtins.frozenset", "builtins.dict"})
_WAITING = ("network", "subprocess", "sleep", "mail", "queue")
_NEAR = 5  # calls; what waits behind more is seldom the point of the loop


class Loops:
    """Tells loops over data from those that do not grow with it."""

    def __init__(self, names: Names, types: Types, effects: Effects, open_lists: OpenLists) -> None:
        self._names = names
        self._types = types
        self._effects = effects
        self._open_lists = open_lists

    def per_element(self, site: Site, function: FunctionSymbol) -> Loop | None:
        """The innermost loop of *function* that runs the call at *site* once per element of some
        data, though one call could serve all; None where there is none.

        Loops that do not grow with the data say nothing: over literals, constants, the fields of a
        class and ranges (but that of a length), over batches, over what arrives bit by bit, over a
        dependency that yields its one session, attempts (the loop variable is unused or the loop
        sleeps), and ``while`` loops, which poll, page or retry. Nor do calls that differ in more
        than a value: about another table each, about many rows each, for one kind of element, only
        for what is missing or has to change.
        """
        for loop in reversed(site.loops):
            if isinstance(loop, While) or _is_attempts(loop) or not self._grows(loop, site):
                continue
            if self.yields_a_session(iterable_of(loop), site.scope) or self._is_apart(
                site, loop, function
            ):
                continue
            return loop
        return None

    def waits(self, at: Site, loop: Loop, function: FunctionSymbol) -> bool:
        """Whether *loop* of *function* waits for something other than the database for each
        element, soon or in the call *at*: no transaction should be open meanwhile, and no query is
        what takes the time. A loop that goes through what *loop* gathered counts as well."""
        loops = [loop, *_loops_over_gathered(loop, function.node)]
        for site in self._effects.sites(function):
            if any(each in site.loops for each in loops):
                if any(map(_waits, self._effects.library_effects(site))):
                    return True
                for callee in self._effects.targets(site).functions:
                    slow = self._effects.reached_awaiting(callee, _waits, site)
                    if slow is not None and (site is at or len(slow.steps) <= _NEAR):
                        return True
        return False

    def may_be_few(self, at: Site, loop: Loop, function: FunctionSymbol) -> bool:
        """Whether nothing shows that *loop* of *function* has many elements, and the call *at* only
        writes or checks each: the parts of one thing, of which each says something else. Where
        answers are wanted, one query gives them all, however few they are."""
        return is_discarded(at, function.node) and not self._open_lists.knows(
            iterable_of(loop), at.scope
        )

    def stops_when_found(self, at: Site, loop: Loop, function: FunctionSymbol) -> bool:
        """Whether *loop* is left as soon as the call *at* has found something, and nothing shows
        that there are many elements: it tries one way after the other."""
        if not isinstance(loop, For) or self._open_lists.knows(loop.iter, at.scope):
            return False
        found = {t.id for t in assigned_to(at.call, function.node) if isinstance(t, Name)}
        return any(
            isinstance(branch, If)
            and _leaves(branch.body)
            and not _asks_for_nothing(branch.test)
            and (
                any(node is at.call for node in walk(branch.test))
                or not found.isdisjoint(names_behind(branch.test, at.scope))
            )
            for branch in statements(loop.body)
        )

    # ── the size of what is gone through

    def is_bounded(self, iterable: Expression, scope: Scope) -> bool:
        """Whether how many elements *iterable* has is decided by the code, not by the data."""
        return self._is_bounded(iterable, scope, 4)

    def yields_a_session(self, iterable: Expression, scope: Scope) -> bool:
        """Whether a loop over *iterable* runs once, for the session of a dependency."""
        elements = self._types.element(self._types.of(iterable, scope))
        return any(self._types.is_a(value, *_SESSIONS) for value in elements)

    def _grows(self, loop: Loop, site: Site) -> bool:
        iterable = iterable_of(loop)
        if isinstance(loop, For) and loop.is_async:
            return self._open_lists.is_stored(iterable, site.scope)
        return not self.is_bounded(iterable, site.scope)

    def _is_bounded(self, iterable: Expression, scope: Scope, steps: int) -> bool:
        match iterable:
            case Display(items=items):
                return not any(isinstance(item, Starred) for item in items)
            case Dict(keys=keys):
                return None not in keys
            case Constant():
                return True
            case Await(value):
                return self._is_bounded(value, scope, steps)
            case BinOp("+" | "|", left, right):
                return self._is_bounded(left, scope, steps) and self._is_bounded(
                    right, scope, steps
                )
            case IfExp(_, body, orelse):
                return self._is_bounded(body, scope, steps) and self._is_bounded(
                    orelse, scope, steps
                )
            case Comprehension(generators=(only,)):
                return self._is_bounded(only.iter, self._around(iterable, scope), steps)
            case Call(func=Name(id="range"), args=args):
                return len(args) == 3 or not any(_is_length(arg) for arg in args)
            case Call(func=Name(id="zip"), args=args):
                return any(self._is_bounded(arg, scope, steps) for arg in args)
            case Call(func=Name(id=name), args=(*_, inner)) if name in _WRAPPERS:
                return self._is_bounded(inner, scope, steps)
            case Call(func=Name(id="cast") | Attribute(attr="cast"), args=(_, inner)):
                return self._is_bounded(inner, scope, steps)
            case Call(func=Attribute(value=inner, attr=view), args=()) if view in _VIEWS:
                return self._is_bounded(inner, scope, steps)
            case Call(func=Attribute(attr="dict"), args=()):
                return True
            case Subscript(value=table) if _is_constant(table):
                return True
            case Call(func=Attribute(value=table, attr="get")) if _is_constant(table):
                return True
            case Call(func=func):
                return _last(func) in _FIELDS | _ENDLESS or _names_batches(func)
            case Attribute(value=inner, attr=name) if name in _FIELDS or _last(inner) in _FIELDS:
                return True
        if _is_constant(iterable) or _names_batches(iterable):
            return True
        if isinstance(iterable, (Name, Attribute)):
            return self._is_enum(iterable, scope) or self._is_written_out(iterable, scope, steps)
        return False

    def _is_enum(self, iterable: Expression, scope: Scope) -> bool:
        """Whether *iterable* is an ``Enum``, or holds members of one."""
        values = self._types.of(iterable, scope)
        elements = [v.type for v in self._types.element(values) if isinstance(v, Instance)]
        return any(
            isinstance(cls, ClassSymbol)
            and any(base in _ENUMS for base in self._types.library_bases(cls))
            for cls in (*values, *elements)
        )

    def _is_written_out(self, name: Name | Attribute, scope: Scope, steps: int) -> bool:
        """Whether *name* is only ever bound to something bounded, and nobody adds to it."""
        if not steps:
            return False
        found = reaching(name, scope) if isinstance(name, Name) else None
        where = found or self._names.variable(name, scope)
        if where is None:
            return False
        inner, bindings = where
        if not all(
            binding.kind == "assign"
            and binding.value is not None
            and not _is_empty(binding.value)
            and self._is_bounded(binding.value, inner, steps - 1)  # type: ignore[arg-type]
            for binding in bindings
        ):
            return False
        return not any(
            isinstance(call.func, Attribute)
            and _last(call.func.value) == _last(name)
            and not (isinstance(name, Name) and _adds_one_here(call, where, inner))
            for call, where in self._names.scopes(inner.module).calls_named(*_GROWING)
        )

    def _around(self, comprehension: Comprehension, scope: Scope) -> Scope:
        return self._names.scope_of(scope.module, comprehension).parent or scope

    # ── calls that one call cannot stand for

    def _is_apart(self, site: Site, loop: Loop, function: FunctionSymbol) -> bool:
        """Whether the calls for the elements of *loop* are too different to be one."""
        own = _bound_by(loop)
        return (
            self._is_about_a_table_each(site, loop, own)
            or self._is_about_many_each(site, loop, own)
            or self._is_for_some(site, loop, own, function)
            or any(isinstance(node, ExceptHandler) for node in enclosing(loop, function.node))
            or self._is_a_unit_of_work(site, loop, function)
        )

    def _is_about_a_table_each(self, site: Site, loop: Loop, own: frozenset[str]) -> bool:
        """Whether the table, or the object that is asked, is another one for each element."""
        if any(self._names_a_table(node, own, site.scope) for node in _telling(loop)):
            return True
        if any(self._takes_a_table(f, site, own) for f in self._effects.targets(site).functions):
            return True
        arguments = site.call.passed
        if any(
            _root(argument) in own
            and any(isinstance(v, ClassSymbol) for v in self._types.of(argument, site.scope))
            for argument in arguments
        ):
            return True
        match site.call.func:
            case Name(id=name):
                return name in own
            case Attribute(value=Name(id=name) as receiver) if name in own:
                return any(
                    isinstance(value, Instance)
                    and isinstance(value.type, ClassSymbol)
                    and not self._is_a_row(value.type)
                    for value in self._types.of(receiver, site.scope)
                )
        return False

    def _takes_a_table(self, callee: FunctionSymbol, site: Site, own: frozenset[str]) -> bool:
        """Whether *callee* builds a statement about what one of *own* is passed for at *site*."""
        node = callee.node
        if isinstance(node, Lambda):
            return False
        passed = {
            parameter.name: argument(parameter.name, node, site.call)
            for parameter in node.parameters
        }
        tables = frozenset(
            n for n, value in passed.items() if value is not None and _root(value) in own
        )
        return bool(tables) and any(
            self._names_a_table(inner.call, tables, inner.scope)
            for inner in self._effects.sites(callee)
        )

    def _names_a_table(self, node: Node, own: frozenset[str], scope: Scope) -> bool:
        """Whether *node* builds a statement about a table that one of *own* stands for."""
        match node:
            case Call(func=Attribute(attr="select_from"), args=(first, *_)):
                return _root(first) in own
            case Call(func=func, args=(Name(id=name), *_)) if name in own:
                return any(
                    isinstance(target, LibrarySymbol)
                    and _TABLE_FIRST.fullmatch(target.dotted) is not None
                    for value in self._types.of(func, scope)
                    for target in (getattr(value, "target", value),)
                )
            case JoinedStr(parts=parts):
                return any(
                    isinstance(before, Constant)
                    and isinstance(before.value, str)
                    and _BEFORE_A_TABLE.search(before.value) is not None
                    and _root(part) in own
                    for before, part in itertools.pairwise(parts)
                )
        return False

    def _is_a_row(self, cls: ClassSymbol) -> bool:
        """Whether objects of *cls* are data: rows, models, records."""
        bases = self._types.library_bases(cls)
        return bool(cls.node.decorators) or any(
            base.partition(".")[0] in STORES | {"pydantic", "strawberry"} for base in bases
        )

    def _is_about_many_each(self, site: Site, loop: Loop, own: frozenset[str]) -> bool:
        """Whether the call for one element serves many rows already: the element is a batch."""
        for node in _telling(loop):
            match node:
                case Call(func=Attribute(attr=name) | Name(id=name), args=args) if (
                    name in _MANY_AT_ONCE
                ):
                    if any(_root(argument) in own for argument in args):
                        return True
        batches = [
            passed
            for passed in site.call.passed
            if isinstance(passed, (Name, Attribute)) and _root(passed) in own
        ]
        return any(
            isinstance(value, Instance) and value.library in _MANY - {"builtins.dict"}
            for batch in batches
            for value in self._types.of(batch, site.scope)
        ) or any(
            _goes_through(node, parameter.name)
            for batch in batches
            for node in (callee.node for callee in self._effects.targets(site).functions)
            if isinstance(node, Function)
            for parameter in node.parameters
            if argument(parameter.name, node, site.call) is batch
        )

    def _is_for_some(
        self, site: Site, loop: Loop, own: frozenset[str], function: FunctionSymbol
    ) -> bool:
        """Whether the call is made for elements of one kind among several, for those only that are
        not known yet or have changed, or where something failed."""
        above = parents(function.node)
        node: Node = site.call
        while node is not loop:
            child, node = node, above[node]
            for test in _skipping(child, node):
                if _asks_for_the_known(test, loop):
                    return True
                if _asks_for_a_kind(test, "!=", own, function.node):
                    return True
            if isinstance(node, If) and child is not node.test:
                held = child in node.body
                if held and (
                    _asks_for_the_missing(node.test)
                    or _fills_a_gap(node, loop)
                    or _asks_for_changes(node.test, loop, own)
                    or self._asks_for_a_class(node, own, site.scope)
                ):
                    return True
                if not held and _asks_for_the_known(node.test, loop):
                    return True
                if _asks_for_its_state(node.test, own) and self._only_writes(site, function):
                    return True
                if _is_one_of_several(node, above):
                    return True
                if _asks_for_a_kind(node.test, "==" if held else "!=", own, function.node):
                    return True
            elif isinstance(node, ExceptHandler) or (
                isinstance(node, IfExp) and child is node.body and _asks_for_the_missing(node.test)
            ):
                return True
        return False

    def _only_writes(self, site: Site, function: FunctionSymbol) -> bool:
        """Whether the call at *site* changes rows and nobody wants what it gives."""
        if not is_discarded(site, function.node):
            return False
        return any(map(_writes, self._effects.library_effects(site))) or any(
            self._effects.reached_awaiting(callee, _writes, site)
            for callee in self._effects.targets(site).functions
        )

    def _asks_for_a_class(self, block: If, own: frozenset[str], scope: Scope) -> bool:
        """``isinstance(action, Deploy)``: one of the project's classes, of several, or any class
        if something else is done with the others."""
        match block.test:
            case BoolOp("and", values):
                tests = values
            case test:
                tests = (test,)
        for test in tests:
            match test:
                case Call(func=Name(id="isinstance"), args=(asked, cls)) if _root(asked) in own:
                    if block.orelse or any(
                        isinstance(value, ClassSymbol) for value in self._types.of(cls, scope)
                    ):
                        return True
        return False

    def _is_a_unit_of_work(self, site: Site, loop: Loop, function: FunctionSymbol) -> bool:
        """Whether each element has a transaction of its own, on purpose: a block that begins one,
        or a session of its own that is committed."""
        around = [n for n in _between(site.call, loop, function) if isinstance(n, With)]
        if not around:
            return False
        sites = self._effects.sites(function)
        if any(self._begins(other) for other in sites for block in around if other.parent is block):
            return True
        return any(self._opens_a_session(block, site.scope) for block in around) and any(
            effect.commit
            for other in sites
            if loop in other.loops
            for effect in self._effects.library_effects(other)
        )

    def _begins(self, entered: Site) -> bool:
        """Whether what is *entered* is a transaction, or a block of the project that commits."""
        return any(e.transaction for e in self._effects.library_effects(entered)) or any(
            self._effects.reached_awaiting(callee, ends_transaction, entered)
            for callee in self._effects.targets(entered).functions
            if callee.is_generator
        )

    def _opens_a_session(self, block: With, scope: Scope) -> bool:
        return any(
            self._types.is_a(value, *_SESSIONS)
            for item in block.items
            if item.target is not None
            for value in self._types.of(item.target, scope)
        )


def _waits(effect: Effect) -> bool:
    return effect.kind in _WAITING


def iterable_of(loop: Loop) -> Expression:
    """What *loop* goes through."""
    return loop.iter if isinstance(loop, For) else loop.generators[0].iter


def _loops_over_gathered(loop: Loop, function: Function | Lambda) -> list[For]:
    """The loops of *function* over the variable that the comprehension *loop* is assigned to."""
    above = parents(function)
    bound = above.get(loop)
    if not isinstance(loop, Comprehension) or not isinstance(bound, Assign):
        return []
    names = {target.id for target in bound.targets if isinstance(target, Name)}
    return [
        other
        for other in own(function, For)
        if any(isinstance(node, Name) and node.id in names for node in walk(other.iter))
    ]


def belongs_to_element(expression: Expression, loop: Loop) -> bool:
    """Whether *expression* begins with a name that *loop* binds anew for each element."""
    return _head(expression) in _bound_by(loop)


@functools.lru_cache(maxsize=4096)
def _telling(loop: Loop) -> tuple[Call | JoinedStr, ...]:
    """The records of *loop* that may say what its calls are about."""
    return tuple(node for node in walk(loop) if isinstance(node, (Call, JoinedStr)))


def _adds_one_here(call: Call, where: Scope, scope: Scope) -> bool:
    """Whether *call*, made in the scope *where*, adds one element, and only once, to a list that
    belongs to the function of *scope*: then the code still decides how long it gets."""
    if where is not scope or not isinstance(where.owner, Function):
        return False
    if not isinstance(call.func, Attribute) or call.func.attr not in _ADDING_EACH_TIME:
        return False
    around = enclosing(call, where.owner)
    return not any(isinstance(node, (For, While, Comprehension)) for node in around)


def _goes_through(function: Function | Lambda, parameter: str) -> bool:
    """Whether *function* has a loop over *parameter*: then one call is about all it holds."""
    iterables = [loop.iter for loop in own(function, For)]
    iterables += [g.iter for c in own(function, Comprehension) for g in c.generators]
    for iterable in iterables:
        match iterable:
            case Name(id=name) | BoolOp("or", (Name(id=name), Display(items=()))):
                if name == parameter:
                    return True
    return False


@functools.lru_cache(maxsize=4096)
def _is_attempts(loop: Loop) -> bool:
    if not isinstance(loop, For):
        return False
    if isinstance(loop.target, Name) and loop.target.id.startswith("_"):
        return True
    calls = (node for statement in loop.body for node in walk(statement) if isinstance(node, Call))
    return any((dotted(call.func) or "").rpartition(".")[2] == "sleep" for call in calls)


def _leaves(body: tuple[Statement, ...]) -> bool:
    """Whether *body* ends the loop that it stands in."""
    match body[-1:]:
        case (Return(),) | (Jump(kind="break"),):
            return True
    return False


def _asks_for_nothing(test: Expression) -> bool:
    """``row is None``, ``not rows``"""
    match test:
        case UnaryOp("not") | Compare(ops=("is",), comparators=(Constant(None),)):
            return True
    return False


def _writes(effect: Effect) -> bool:
    return effect.write or effect.commit


def _is_length(expression: Expression) -> bool:
    match expression:
        case Call(func=Name(id="len")):
            return True
    return False


def _is_empty(value: Node) -> bool:
    match value:
        case Display(items=()) | Dict(keys=()):
            return True
    return False


def _is_constant(expression: Expression) -> bool:
    return isinstance(expression, Constant) or _last(expression).isupper()


def _names_batches(expression: Expression) -> bool:
    return any(word in _last(expression).lower() for word in _BATCHES)


def _last(expression: Expression) -> str:
    """The last name of ``a.b.c``, behind calls."""
    match expression:
        case Name(id=name):
            return name
        case Attribute(attr=name):
            return name
        case Call(func=func):
            return _last(func)
    return ""


@functools.lru_cache(maxsize=4096)
def _bound_by(loop: Loop) -> frozenset[str]:
    """The names that *loop* binds anew for each element, itself or in its body."""
    if isinstance(loop, Comprehension):
        return frozenset(n for made in loop.generators for n in bound_names(made.target))
    found = {name for s in (loop, *statements(loop.body)) for name in bound_by(s)}
    for statement in loop.body:
        found.update(n.target.id for n in walk(statement) if isinstance(n, NamedExpr))
    return frozenset(found)


def _root(expression: Node) -> str | None:
    """The name that *expression* begins with: ``row`` for ``row.owner["id"]``."""
    match expression:
        case Name(id=name):
            return name
        case Attribute(value=value) | Subscript(value=value) | Starred(value) | Await(value):
            return _root(value)
        case Comprehension(generators=(only,)):
            return _root(only.iter)
        case Call(func=Name(id=name), args=(inner,)) if name in _WRAPPERS:
            return _root(inner)
    return None


def _between(node: Node, loop: Loop, function: FunctionSymbol) -> Iterator[Node]:
    """The records around *node* inside *loop*, from within."""
    above = parents(function.node)
    while node is not loop:
        node = above[node]
        yield node


def _asks_for_the_missing(test: Expression) -> bool:
    """``key not in known``"""
    match test:
        case Compare(ops=("not in",)):
            return True
        case UnaryOp("not", Compare(ops=("in",))):
            return True
    return any(map(_asks_for_the_missing, getattr(test, "values", ())))


def _asks_for_changes(test: Expression, loop: Loop, own: frozenset[str]) -> bool:
    """``row.name != wanted``, or a flag that something in the loop sets."""
    match test:
        case BoolOp(values=values):
            return any(_asks_for_changes(value, loop, own) for value in values)
        case Compare(left, ("!=",), (right,)):
            return not isinstance(right, Constant) and _head(left) in own
        case Name(id=flag):
            set_to = [
                statement.value
                for statement in (statements(loop.body) if isinstance(loop, For) else ())
                if isinstance(statement, Assign)
                and any(isinstance(t, Name) and t.id == flag for t in statement.targets)
            ]
            return any(isinstance(v, Constant) and v.value is True for v in set_to)
    return False


def _asks_for_the_known(test: Expression, loop: Loop) -> bool:
    """``key in known``, of what is kept by key: what is skipped then is only made where missing."""
    match test:
        case Compare(ops=("in",), comparators=(Name() | Attribute() as known,)):
            kept = text(known)
            return any(isinstance(n, Subscript) and text(n.value) == kept for n in walk(loop))
        case BoolOp("or", values):
            return any(_asks_for_the_known(value, loop) for value in values)
    return False


def _asks_for_its_state(test: Expression, own: frozenset[str]) -> bool:
    """``not member.is_active``, ``job.state == "open"``: what the element itself says."""
    match test:
        case UnaryOp("not", operand):
            return _asks_for_its_state(operand, own)
        case BoolOp(values=values):
            return any(_asks_for_its_state(value, own) for value in values)
        case Compare(left, ("==" | "!=" | "is" | "is not",), _):
            return _asks_for_its_state(left, own)
        case Attribute() | Subscript():
            return _root(test) in own
    return False


def _skipping(child: Node, block: Node) -> Iterator[Expression]:
    """The tests of statements before *child* in *block* that go on with the next element."""
    for body in blocks(block):  # type: ignore[arg-type]
        if any(statement is child for statement in body):
            for statement in itertools.takewhile(lambda each: each is not child, body):
                match statement:
                    case If(test=test, body=(*_, Jump(kind="continue")), orelse=()):
                        yield test


def _head(expression: Node) -> str | None:
    """The name that *expression* begins with, behind calls of its methods too."""
    match expression:
        case Call(func=Attribute(value=value)):
            return _head(value)
    return _root(expression)


def _fills_a_gap(block: If, loop: Loop) -> bool:
    """``if found is None: found = known[key] = ...`` where ``found = known.get(key)``."""
    match block.test:
        case Compare(Name(id=name), ("is",), (Constant(None),)) | UnaryOp("not", Name(id=name)):
            return any(
                isinstance(statement, Assign)
                and isinstance(statement.value, Call)
                and isinstance(statement.value.func, Attribute)
                and statement.value.func.attr == "get"
                and any(isinstance(t, Name) and t.id == name for t in statement.targets)
                for statement in (statements(loop.body) if isinstance(loop, For) else ())
            )
    return False


def _is_one_of_several(block: If, above: object) -> bool:
    """Whether *block* is part of ``if kind == "a": ... elif kind == "b": ...``."""
    asked = _compared(block.test)
    if asked is None:
        return False
    beside = [s for s in block.orelse if isinstance(s, If)]
    around = above[block]  # type: ignore[index]
    if isinstance(around, If) and block in around.orelse:
        beside.append(around)
    return any(_compared(other.test) == asked for other in beside)


def _asks_for_a_kind(
    test: Expression, op: str, own: frozenset[str], function: Function | Lambda
) -> bool:
    """``item["type"] == "folder"`` (with *op* ``!=``, the contrary), of an element that *function*
    asks for other kinds too."""
    match test:
        case BoolOp(values=values):
            return any(_asks_for_a_kind(value, op, own, function) for value in values)
        case Compare(left, (asked,), (Constant(str()),)) if asked == op:
            return _head(left) in own and len(_kinds(function).get(text(left), ())) > 1
    return False


@functools.lru_cache(maxsize=1024)
def _kinds(function: Function | Lambda) -> Mapping[str, set[object]]:
    """The texts that *function* compares each expression with."""
    found: dict[str, set[object]] = {}
    for test in own(function, Compare):
        match test:
            case Compare(left, ("==" | "!=",), (Constant(str() as kind),)):
                found.setdefault(text(left), set()).add(kind)
    return found


def _compared(test: Expression) -> str | None:
    """What *test* compares with a constant, as text."""
    match test:
        case Compare(left, ("==" | "in" | "is",), (compared,)):
            constant = isinstance(compared, (Constant, Display, Attribute, BinOp))
            return text(left) if constant or _is_constant(compared) else None
        case Call(func=Attribute(value=left, attr="startswith"), args=(Constant(),)):
            return text(left)
        case BoolOp("and", (first, *_)):
            return _compared(first)
    return None
