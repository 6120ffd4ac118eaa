"""How many queries a route sends, as far as the sources tell: ``1``, ``3``, ``1 + N``."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    Class,
    Comprehension,
    Constant,
    Display,
    Expression,
    For,
    Function,
    If,
    IfExp,
    Jump,
    Lambda,
    Match,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)
from flake8_fastapi_arch.facts.walk import children, named_by_text
from flake8_fastapi_arch.project.data.lazy_loads import LazyLoad, LazyLoads
from flake8_fastapi_arch.project.data.queries import is_about_no_rows
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.loops import Loops
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.row_types import QUERY, SESSIONS
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Route

_ROWS = ("N", "M", "K")
_WRAPPERS = frozenset({"enumerate", "reversed", "sorted", "list", "tuple", "set", "iter"})
_READS_QUERY = frozenset({"list", "tuple", "set", "sorted"})
_EXECUTING = frozenset({"execute", "exec", "scalars", "scalar", "fetch", "fetchrow", "fetch_all"})
_LOADING_APART = frozenset({"selectinload", "subqueryload"})  # with a statement of their own
_ON_THE_SPOT = ("thread", "process", "greenlet", "nested")


class Count(msgspec.Struct, frozen=True):
    """A number of queries: ``terms[0]`` of them once, ``terms[1]`` once per row, ``terms[2]`` once
    per row of each row. ``known`` is false where calls may query of which nothing is known."""

    terms: tuple[int, ...] = ()
    known: bool = True

    def __add__(self, other: Count) -> Count:
        pairs = itertools.zip_longest(self.terms, other.terms, fillvalue=0)
        return Count(tuple(one + two for one, two in pairs), self.known and other.known)

    def or_(self, other: Count) -> Count:
        """The larger of the two, for branches of which one is taken."""
        larger = max(self, other, key=lambda count: (len(count.terms), count.terms[::-1]))
        return Count(larger.terms, self.known and other.known)

    def times(self, repeats: int | None) -> Count:
        """As often as a loop runs: so many times, or (None) once per row."""
        if repeats is not None:
            return Count(
                tuple(term * repeats for term in self.terms) if repeats else (), self.known
            )
        return Count((0, *self.terms) if any(self.terms) else (), self.known)

    @property
    def text(self) -> str | None:
        """The count in words, ``1 + 2N``; None where it is not known."""
        if not self.known:
            return None
        found = []
        for degree, term in enumerate(self.terms):
            rows = "·".join(itertools.islice(itertools.cycle(_ROWS), degree))
            if term:
                found.append(f"{term if term > 1 or not rows else ''}{rows}")
        return " + ".join(found) or "0"


_NONE, _ONE, _UNKNOWN = Count(), Count((1,)), Count((), known=False)


class QueryCounts:
    """Counts the statements that a route sends: through calls and dependencies, loops multiplied,
    of branches the most expensive.

    A row that is added, changed or deleted with the session counts as the statement that it becomes
    with the next flush. What runs after the response does not count.
    """

    def __init__(
        self, names: Names, types: Types, effects: Effects, loops: Loops, loads: LazyLoads
    ) -> None:
        self._names = names
        self._types = types
        self._effects = effects
        self._loops = loops
        self._loads = loads
        self._known: dict[FunctionSymbol, Count] = {}
        self._open: list[FunctionSymbol] = []
        self._recursive: set[FunctionSymbol] = set()

    def of(self, route: Route) -> Count:
        """The queries of one request to *route*, dependencies and response included."""
        if route.handler is None:
            return _UNKNOWN
        total = self._function(route.handler)
        called: dict[FunctionSymbol, None] = {}
        for dependency in route.closure.flat():
            called.update(dict.fromkeys(self._effects.called_by(dependency)))
        for function in called:  # once each: FastAPI keeps what a dependency gave
            total += self._function(function)
        for load in self._loads.in_responses:
            if load.handler == route.handler:
                total += _of_load(load)
        return total if route.closure.complete else total + _UNKNOWN

    def _function(self, function: FunctionSymbol) -> Count:
        found = self._known.get(function)
        if found is not None:
            return found
        if function in self._open:
            self._recursive.add(function)
            return _NONE
        self._open.append(function)
        found = _Body(function, self).count()
        self._open.pop()
        if function in self._recursive:
            self._recursive.discard(function)
            if any(found.terms):
                found += _UNKNOWN  # how deep a recursion goes is in the data
        if not self._recursive:  # else what is above may add to it
            self._known[function] = found
        return found

    # ── one call

    def of_call(self, site: Site) -> Count:
        """What the call at *site* sends."""
        if is_about_no_rows(site.call):
            return _NONE
        targets = self._effects.targets(site)
        sent = [_of_effect(effect) for effect in self._effects.library_effects(site)]
        called = [self._function(function) for function in targets.functions]
        total = functools.reduce(Count.or_, [*sent, *called], _NONE)
        offload = self._effects.offload(site)
        if offload is not None and offload.runs in _ON_THE_SPOT and not offload.wraps:
            for function in self._effects.handed_over(site):
                total += self._function(function)
        if not targets.functions and not sent and self._may_query(site):
            return total + _UNKNOWN
        return total

    def _may_query(self, site: Site) -> bool:
        """Whether a call of which nothing is known could send a query: it is given a session, has
        the name of a session's method, or is a method of something that was injected."""
        libraries = self._effects.targets(site).libraries
        if any(map(self._effects.is_described, libraries)):
            return False
        arguments = site.call.passed
        if any(
            self._types.is_a(value, *SESSIONS)
            for argument in arguments
            for value in self._types.of(argument, site.scope)
        ):
            return True
        if libraries:
            return False
        callee = site.call.func
        executes = isinstance(callee, Attribute) and callee.attr in _EXECUTING
        return executes or self._is_injected(callee, site.scope)

    def _is_injected(self, callee: Expression, scope: Scope) -> bool:
        """Whether *callee* is a method of a parameter that FastAPI fills with something unknown."""
        if not isinstance(callee, Attribute) or not isinstance(callee.value, Name):
            return False
        found = scope.find(callee.value.id)
        return found is not None and any(
            binding.kind == "parameter"
            and self._types.dependency(binding.value, found[0]) is not None  # type: ignore[arg-type]
            and not self._types.of_parameter(binding.value, found[0])  # type: ignore[arg-type]
            for binding in found[1]
        )

    def of_iteration(self, iterable: Expression, scope: Scope) -> Count:
        """What going through *iterable* sends: a ``Query`` is sent when it is iterated."""
        sends = any(self._types.is_a(value, QUERY) for value in self._types.of(iterable, scope))
        return _ONE if sends else _NONE

    def of_read(self, attribute: Attribute, function: FunctionSymbol, scope: Scope) -> Count:
        """What reading *attribute* in *function* sends, itself or in a property."""
        key = (function.module.path, attribute.line, attribute.attr)
        if key in self._reads:
            return _ONE
        return Count((len(self._loads.behind(attribute, scope)),))

    def of_validation(self, call: Call, function: FunctionSymbol) -> Count:
        """What ``Model.model_validate(row)`` sends for the relationships that the model reads."""
        loads = self._validations.get((function.module.path, call.line), ())
        return functools.reduce(Count.__add__, map(_of_load, loads), _NONE)

    @functools.cached_property
    def _reads(self) -> frozenset[tuple[str, int, str]]:
        return frozenset(
            (load.file, load.line, load.path[-1])
            for load in self._loads.in_code
            if not load.source.is_async
        )

    @functools.cached_property
    def _validations(self) -> Mapping[tuple[str, int], list[LazyLoad]]:
        found: dict[tuple[str, int], list[LazyLoad]] = {}
        for load in self._loads.in_responses:
            if load.handler is None:
                found.setdefault((load.file, load.line), []).append(load)
        return found

    # ── loops

    def repeats(self, iterable: Expression, scope: Scope) -> int | None:
        """How often a loop over *iterable* runs; None: once per element of some data."""
        if self._loops.yields_a_session(iterable, scope):
            return 1
        match iterable:
            case Display(items=items):
                return len(items)
            case Call(func=Name(id="range"), args=(Constant(int() as number),)):
                return number
            case Call(func=Name(id=name), args=(inner, *_)) if name in _WRAPPERS:
                return self.repeats(inner, scope)
            case Name():
                found = reaching(iterable, scope)
                if found is not None and len(found[1]) == 1:
                    value = found[1][0].value
                    if isinstance(value, Display) and self._loops.is_bounded(iterable, scope):
                        return len(value.items)
        for cls in self._types.of(iterable, scope):
            if isinstance(cls, ClassSymbol) and self._loops.is_bounded(iterable, scope):
                return sum(isinstance(statement, Assign) for statement in cls.node.body)
        return None


class _Body:
    """Counts along the statements of one function."""

    def __init__(self, function: FunctionSymbol, counts: QueryCounts) -> None:
        self._function = function
        self._counts = counts
        self._sites = {site.call: site for site in counts._effects.sites(function)}
        self._scope = counts._names.scope_of(function.module, function.node)

    def count(self) -> Count:
        node = self._function.node
        if isinstance(node, Lambda):
            return self._expression(node.body, self._scope)
        return self._block(node.body)

    def _block(self, body: tuple[Statement, ...]) -> Count:
        total = _NONE
        for number, statement in enumerate(body):
            if isinstance(statement, If):
                total += self._expression(statement.test, self._scope)
                then, other = self._block(statement.body), self._block(statement.orelse)
                if _leaves(statement.body) or _leaves(statement.orelse):
                    rest = self._block(body[number + 1 :])
                    then = then if _leaves(statement.body) else then + rest
                    other = other if _leaves(statement.orelse) else other + rest
                    return total + then.or_(other)
                total += then.or_(other)
                continue
            total += self._statement(statement)
            if isinstance(statement, (Return, Raise)):
                break
        return total

    def _statement(self, statement: Statement) -> Count:
        scope = self._scope
        match statement:
            case Function() | Class():
                return _NONE
            case For(iter=iterable, body=body, orelse=orelse):
                repeats = 1 if _leaves(body) else self._counts.repeats(iterable, scope)
                return (
                    self._iterated(iterable, scope)
                    + self._block(body).times(repeats)
                    + self._block(orelse)
                )
            case While(test, body, orelse):
                each = self._expression(test, scope) + self._block(body)
                return each.times(1 if _leaves(body) else None) + self._block(orelse)
            case With(items=items, body=body):
                entered = [self._expression(item.context, scope) for item in items]
                return _sum(entered) + self._block(body)
            case Try(body, handlers, orelse, final):
                tried = self._block(body)
                whole = tried + self._block(orelse)
                for handler in handlers:
                    whole = whole.or_(tried + self._block(handler.body))
                return whole + self._block(final)
            case Match(subject, cases):
                chosen = functools.reduce(
                    Count.or_, [self._block(case.body) for case in cases], _NONE
                )
                return self._expression(subject, scope) + chosen
        return _sum(self._expression(child, scope) for child in children(statement))

    def _iterated(self, iterable: Expression, scope: Scope) -> Count:
        return self._expression(iterable, scope) + self._counts.of_iteration(iterable, scope)

    def _expression(self, node: Node, scope: Scope) -> Count:
        match node:
            case Name() | Constant() | Lambda():
                return _NONE
            case IfExp(test, then, otherwise):
                chosen = self._expression(then, scope).or_(self._expression(otherwise, scope))
                return self._expression(test, scope) + chosen
            case Comprehension():
                return self._comprehension(node, scope)
            case Attribute(value=value):
                sent = self._counts.of_read(node, self._function, scope)
                return self._expression(value, scope) + sent
            case Call(func=Attribute(value=receiver), args=args, keywords=keywords):
                # The name of a method is no read.
                parts: list[Node] = [receiver, *args, *keywords]
                return _sum(self._expression(part, scope) for part in parts) + self._call(node)
            case Call(func=Name(id=name), args=(only,)) if name in _READS_QUERY:
                return self._iterated(only, scope)
            case Call():
                read = named_by_text(node)
                inner = _sum(self._expression(child, scope) for child in children(node))
                if read is not None:
                    inner += self._counts.of_read(read, self._function, scope)
                return inner + self._call(node)
            case Await(value):
                return self._expression(value, scope)
        return _sum(self._expression(child, scope) for child in children(node))

    def _call(self, call: Call) -> Count:
        match call.func:
            case Name(id=name) | Attribute(attr=name) if name in _LOADING_APART:
                return _ONE
        site = self._sites.get(call)
        if site is None:
            return _NONE
        return self._counts.of_call(site) + self._counts.of_validation(call, self._function)

    def _comprehension(self, node: Comprehension, scope: Scope) -> Count:
        inner = self._counts._names.scope_of(scope.module, node)
        parts = [part for part in (node.element, node.value) if part is not None]
        total = _sum(self._expression(part, inner) for part in parts)
        for generator in reversed(node.generators):
            total += _sum(self._expression(test, inner) for test in generator.ifs)
            around = scope if generator is node.generators[0] else inner
            repeats = self._counts.repeats(generator.iter, around)
            total = self._iterated(generator.iter, around) + total.times(repeats)
        return total


def _of_effect(effect: Effect) -> Count:
    """What a library's function sends; commits and flushes send what was counted before."""
    last = effect.name.rpartition(".")[2]
    if last in ("commit", "flush"):
        return _NONE
    if effect.name.endswith(("Query.__iter__", "Query.__getitem__")):
        return _NONE
    return _ONE if effect.query or effect.write else _NONE


def _of_load(load: LazyLoad) -> Count:
    """What reading the relationship sends for all rows that are read."""
    if load.source.is_async:
        return _NONE  # it raises
    return Count((0,) * load.depth + (1,))


def _sum(parts: Iterable[Count]) -> Count:
    return functools.reduce(Count.__add__, parts, _NONE)


def _leaves(body: tuple[Statement, ...]) -> bool:
    return bool(body) and (
        isinstance(body[-1], (Return, Raise))
        or (isinstance(body[-1], Jump) and body[-1].kind == "break")
    )
