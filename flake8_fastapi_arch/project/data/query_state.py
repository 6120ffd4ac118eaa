"""What is known of a query where it is built: its entities, what it loads, if it is bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BinOp,
    Call,
    Compare,
    Constant,
    Display,
    Expression,
    Function,
    IfExp,
    Lambda,
    Name,
    Node,
    Return,
    Starred,
)
from flake8_fastapi_arch.facts.walk import own, own_nodes, walk
from flake8_fastapi_arch.project.flow.guards import guards, surely_fails
from flake8_fastapi_arch.project.inference.fixpoint import Fixpoint
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.row_types import CHANGE, QUERY, STATEMENT
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

Path = tuple[str, ...]
"""Relationships followed one after the other, from the entity of a query."""

_LOADING = frozenset(
    {
        "joinedload", "selectinload", "subqueryload", "immediateload", "contains_eager",
        "joinedload_all", "subqueryload_all", "raiseload", "noload",
    }
)  # fmt: skip
_PASSING = frozenset(
    {
        "Load", "defaultload", "lazyload", "load_only", "defer", "undefer", "undefer_group",
        "options", "with_loader_criteria", "selectin_polymorphic", "with_expression",
    }
)  # fmt: skip
_BOUNDING = frozenset({"limit", "slice", "fetch", "first", "one", "one_or_none", "paginate"})
_FILTERS = frozenset({"where", "filter", "having"})
_NARROWING = frozenset({"join", "group_by", "distinct", "intersect", "except_"})


class Statement(msgspec.Struct, frozen=True):
    """A query as far as it is known.

    ``roots`` are the ``select(...)`` and ``query(...)`` calls it starts from, with their scopes;
    ``entities`` the tables selected from; ``loads`` what some option loads with the rows; ``known``
    is false where options could not be read. ``equal`` names the columns compared with one value,
    ``compared`` all that are filtered or ordered by, ``given`` those that are filtered by whichever
    way the query is built; ``filtered`` says that something may keep rows out.
    """

    roots: tuple[tuple[Call, Scope], ...] = ()
    entities: tuple[ClassSymbol, ...] = ()
    loads: frozenset[Path] = frozenset()
    known: bool = True
    bounded: bool = False
    equal: frozenset[str] = frozenset()
    compared: frozenset[str] = frozenset()
    filtered: bool = False
    given: frozenset[str] = frozenset()

    def and_(self, other: Statement) -> Statement:
        """What is known where it is this or the other."""
        return Statement(
            tuple(dict.fromkeys((*self.roots, *other.roots))),
            tuple(dict.fromkeys((*self.entities, *other.entities))),
            self.loads | other.loads,
            self.known and other.known,
            self.bounded or other.bounded,
            self.equal | other.equal,
            self.compared | other.compared,
            self.filtered or other.filtered,
            self.given & other.given if self.roots and other.roots else self.given | other.given,
        )


_NOTHING = Statement()


class QueryState:
    """Reads statements and ``Query`` objects from the expressions that build them."""

    def __init__(self, names: Names, types: Types) -> None:
        self._names = names
        self._types = types
        self._known: Fixpoint[Statement] = Fixpoint(_NOTHING)

    def of(self, expression: Expression, scope: Scope, entered: Call | None = None) -> Statement:
        """The query that *expression* stands for; without roots when it is none or unknown.

        What may have been applied counts as applied: a name bound several times has the options
        and bounds of all its bindings, but for those that the call *entered*, which led into the
        function, rules out by what it passes.
        """
        scope = scope.homes.get(expression, scope)
        return self._known.ask((expression, entered), self._read, expression, scope, entered)

    def loads(self, options: Iterable[Expression], scope: Scope) -> tuple[frozenset[Path], bool]:
        """What loader *options* load, and whether all of them were understood."""
        found: set[Path] = set()
        known = True
        for option, where in self._listed(options, scope, set()):
            paths = self._paths(option, where, 0) if option is not None else None
            if paths is None:
                known = False
            else:
                found |= paths[1]
        return frozenset(found), known

    def is_query(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* may be a statement or a ``Query``."""
        return any(self._types.is_a(v, STATEMENT, QUERY) for v in self._types.of(expression, scope))

    # ── statements

    def _read(self, expression: Expression, scope: Scope, entered: Call | None) -> Statement:
        match expression:
            case Name():
                found = reaching(expression, scope)
                if found is None:
                    return _NOTHING
                inner, bindings = found
                parts = [
                    self.of(binding.value, inner, entered)  # type: ignore[arg-type]
                    for binding in bindings
                    if binding.kind == "assign"
                    and binding.value is not None
                    and not is_ruled_out(binding.value, inner, entered)
                ]
                if any(binding.kind == "parameter" for binding in bindings):
                    parts.append(Statement(known=False))
                return _all(parts)
            case Await(value):
                return self.of(value, scope, entered)
            case IfExp(_, body, orelse):
                return self.of(body, scope, entered).and_(self.of(orelse, scope, entered))
            case Call():
                return self._call(expression, scope, entered)
        return _NOTHING

    def _call(self, call: Call, scope: Scope, entered: Call | None) -> Statement:
        values = self._types.of(call.func, scope)
        for value in values:
            match value:
                case Bound(Instance() as receiver, target) if not isinstance(
                    target, FunctionSymbol
                ):
                    if self._types.is_a(receiver, STATEMENT, QUERY):
                        return self._refined(call, scope, entered)
                    if target.dotted.endswith(".query"):
                        return self._started(call, scope)
                    is_change = self._types.is_a(receiver, CHANGE)
                    if is_change and target.dotted.endswith(".returning"):
                        return msgspec.structs.replace(self._started(call, scope), bounded=True)
                case _ if getattr(value, "dotted", None) == "sqlalchemy.select":
                    return self._started(call, scope)
        parts = [self._returned(function, call) for function in _functions(values)]
        parts += [self.of(a, scope, entered) for a in call.args if self.is_query(a, scope)]
        parts += [
            self.of(k.value, scope, entered) for k in call.keywords if self.is_query(k.value, scope)
        ]
        found = _all(parts)
        if parts and not _functions(values):
            return msgspec.structs.replace(found, known=False, bounded=True)
        return found

    def _returned(self, function: FunctionSymbol, call: Call) -> Statement:
        node = function.node
        scope = self._names.scope_of(function.module, node)
        if isinstance(node, Lambda):
            return self.of(node.body, scope, call)
        returned = _all(
            self.of(statement.value, scope, call)
            for statement in own(node, Return)
            if statement.value is not None
        )
        if returned.roots:
            return returned
        # What a parameter is does not matter: the argument is looked at where it is passed. What
        # is made of it out of sight does: it may have options and bounds.
        passes_on = not returned.known
        bounded = returned.bounded or not passes_on
        return msgspec.structs.replace(returned, known=passes_on, bounded=bounded)

    def _started(self, call: Call, scope: Scope) -> Statement:
        entities = []
        for argument in call.args:
            base = argument.value if isinstance(argument, Attribute) else argument
            for value in (*self._types.of(argument, scope), *self._types.of(base, scope)):
                if isinstance(value, ClassSymbol) and value not in entities:
                    entities.append(value)
        return Statement(((call, scope),), tuple(entities))

    def _refined(self, call: Call, scope: Scope, entered: Call | None) -> Statement:
        assert isinstance(call.func, Attribute)
        base, method = self.of(call.func.value, scope, entered), call.func.attr
        if method == "options":
            loads, known = self.loads(call.args, scope)
            return msgspec.structs.replace(
                base, loads=base.loads | loads, known=base.known and known
            )
        if method in _BOUNDING:
            return msgspec.structs.replace(base, bounded=True)
        if method in _FILTERS:
            # ``Book.title == title if title else True`` is a condition for some requests only.
            sure = tuple(each for each in call.args if not isinstance(each, IfExp))
            equal, given = self._compared(sure, scope, base.entities)
            _, compared = self._compared(call.args, scope, base.entities)
            return msgspec.structs.replace(
                base,
                equal=base.equal | equal,
                compared=base.compared | compared,
                filtered=True,
                given=base.given | given,
            )
        if method == "filter_by":
            named = frozenset(k.arg for k in call.keywords if k.arg is not None)
            return msgspec.structs.replace(
                base,
                equal=base.equal | named,
                compared=base.compared | named,
                filtered=True,
                given=base.given | named,
            )
        if method in _NARROWING:
            return msgspec.structs.replace(base, filtered=True)
        if method == "order_by":
            ordered = frozenset(
                node.attr
                for argument in call.args
                for node in walk(argument)
                if isinstance(node, Attribute)
            )
            return msgspec.structs.replace(base, compared=base.compared | ordered)
        if method in ("union", "union_all", "from_statement"):
            return msgspec.structs.replace(base, known=False)
        if method in ("with_entities", "with_only_columns"):
            return msgspec.structs.replace(base, entities=self._started(call, scope).entities)
        return base

    def _compared(
        self, filters: tuple[Expression, ...], scope: Scope, entities: tuple[ClassSymbol, ...]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The columns of *entities* compared with one value by *filters*, and all looked at."""
        equal: set[str] = set()
        compared = {n.attr for each in filters for n in walk(each) if isinstance(n, Attribute)}
        for condition, where in self._conditions(filters, scope, set()):
            match condition:
                case Compare(Attribute(value=owner, attr=name), ("==" | "is",), _) | Compare(
                    Call(args=(Attribute(value=owner, attr=name),)), ("==",), _
                ):
                    owners = [v for v in self._types.of(owner, where) if isinstance(v, ClassSymbol)]
                    if not owners or not set(entities).isdisjoint(owners):
                        equal.add(name)
            compared.update(n.attr for n in walk(condition) if isinstance(n, Attribute))
        return frozenset(equal), frozenset(compared | equal)

    def _conditions(
        self, filters: Iterable[Expression], scope: Scope, entered: set[object]
    ) -> Iterator[tuple[Expression, Scope]]:
        """The conditions that all hold, as far as they can be read."""
        for condition, where in self._listed(filters, scope, entered):
            match condition:
                case None:
                    pass
                case Call(func=Name(id="and_") | Attribute(attr="and_"), args=args):
                    yield from self._conditions(args, where, entered)
                case _:
                    yield condition, where

    # ── loader options

    def _listed(
        self, options: Iterable[Expression], scope: Scope, entered: set[object]
    ) -> Iterator[tuple[Expression | None, Scope]]:
        """The options one by one, lists written out; None for what cannot be read.

        *entered* holds the bindings and functions that were looked into: each has its part once,
        also where a name is bound to more of itself, ``rules = and_(rules, more)``.
        """
        for option in options:
            inner = option.value if isinstance(option, Starred) else option
            match inner:
                case Display(items=items):
                    yield from self._listed(items, scope, entered)
                case BinOp("+", left, right):
                    yield from self._listed([left, right], scope, entered)
                case IfExp(_, body, orelse):
                    yield from self._listed([body, orelse], scope, entered)
                case Constant(None):
                    pass
                case Call():
                    yield from self._called(inner, scope, entered)
                case Name() | Attribute():
                    yield from self._bound(inner, scope, entered)
                case _:
                    yield inner, scope

    def _called(
        self, call: Call, scope: Scope, entered: set[object]
    ) -> Iterator[tuple[Expression | None, Scope]]:
        functions = _functions(self._types.of(call.func, scope))
        if not functions:
            yield call, scope
        for function in functions:
            if function in entered:
                continue
            entered.add(function)
            inner = self._names.scope_of(function.module, function.node)
            returned = [
                statement.value
                for statement in own_nodes(function.node)
                if isinstance(statement, Return) and statement.value is not None
            ]
            if isinstance(function.node, Lambda) or not returned:
                yield None, scope
            yield from self._listed(returned, inner, entered)

    def _bound(
        self, name: Name | Attribute, scope: Scope, entered: set[object]
    ) -> Iterator[tuple[Expression | None, Scope]]:
        bound = self._names.variable(name, scope)
        if bound is None:
            yield None, scope
            return
        where, bindings = bound
        fresh = [binding for binding in bindings if binding not in entered]
        entered.update(fresh)
        for binding in fresh:
            if binding.kind not in ("assign", "augment") or binding.value is None:
                yield None, where
            else:
                yield from self._listed([binding.value], where, entered)  # type: ignore[list-item]
        if fresh and isinstance(name, Name):
            scopes = self._names.scopes(where.module)
            for call, inner in scopes.calls_named("append", "extend"):
                match call.func:
                    case Attribute(Name(id=listed)) if listed == name.id and inner is where:
                        yield from self._listed(call.args, inner, entered)

    def _paths(self, option: Expression, scope: Scope, depth: int) -> tuple[Path, set[Path]] | None:
        """Where *option* stands after it, and the paths it loads; None for what is no option."""
        if not isinstance(option, Call) or depth > 12:
            return None
        prefix: Path = ()
        loaded: set[Path] = set()
        if isinstance(option.func, Attribute) and isinstance(option.func.value, Call):
            before = self._paths(option.func.value, scope, depth + 1)
            if before is None:
                return None
            prefix, loaded = before
            method = option.func.attr
        else:
            dotted = self._names.dotted(option.func, scope)
            method = next((d.rpartition(".")[2] for d in dotted if "sqlalchemy" in d), "")
        if method not in _LOADING and method not in _PASSING:
            return None
        if method == "options":
            for inner, where in self._listed(option.args, scope, set()):
                below = self._paths(inner, where, depth + 1) if inner is not None else None
                if below is None:
                    return None
                loaded |= {(*prefix, *path) for path in below[1]}
            return prefix, loaded
        if method in ("load_only", "defer", "undefer", "undefer_group", "Load"):
            return prefix, loaded
        if method in ("with_loader_criteria", "selectin_polymorphic", "with_expression"):
            return prefix, loaded
        for argument in option.args:
            names = _relationship_names(argument)
            if names is None:
                return None
            for name in names:
                prefix = (*prefix, name)
                if method in _LOADING:
                    loaded = loaded | {prefix}
        return prefix, loaded


def is_ruled_out(node: Node, scope: Scope, entered: Call | None) -> bool:
    """Whether *node*, in the function that opens *scope*, does not run when *entered* calls it."""
    if entered is None or not isinstance(scope.owner, Function):
        return False
    asked = guards(scope.owner).get(node, frozenset())
    return any(surely_fails(guard, scope.owner, entered) for guard in asked)


def _relationship_names(argument: Expression) -> Path | None:
    match argument:
        case Constant("*"):
            return None
        case Constant(str() as text):
            return tuple(text.split("."))
        case Call(func=Attribute(value=inner, attr="of_type" | "and_" | "options")):
            return _relationship_names(inner)
        case Attribute(attr=name):
            return (name,)
    return None


def _functions(values: Iterable[object]) -> list[FunctionSymbol]:
    found = []
    for value in values:
        match value:
            case FunctionSymbol():
                found.append(value)
            case Bound(_, FunctionSymbol() as function):
                found.append(function)
    return found


def _all(parts: Iterable[Statement]) -> Statement:
    found = _NOTHING
    for part in parts:
        found = found.and_(part)
    return found
