"""Where a row that was not found is used as if it had been: the flow of None through functions."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assert,
    Assign,
    Attribute,
    AugAssign,
    Await,
    BinOp,
    BoolOp,
    Call,
    Class,
    Compare,
    Comprehension,
    Constant,
    Delete,
    Display,
    ExceptHandler,
    Expression,
    For,
    Function,
    If,
    IfExp,
    Jump,
    Lambda,
    Match,
    Name,
    NamedExpr,
    Node,
    Raise,
    Return,
    Starred,
    Statement,
    Subscript,
    Try,
    UnaryOp,
    While,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import children, own, own_nodes, statements, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import Exceptions, is_broad
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.keys import Keys, argument_for, is_log, names_behind
from flake8_fastapi_arch.project.flow.uses import assigned_to, holding
from flake8_fastapi_arch.project.inference.row_types import gives_row
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

_NO_ROWS = ("redis.", "google.", "django.")  # may be None too, but for other reasons
_VALUES = frozenset({"fetchval"})  # an aggregate is never None
_REQUEST_BAGS = frozenset({"query_params", "headers", "cookies"})
_ALWAYS_SENT = frozenset({"host", "user-agent", "accept", "content-type"})
_CONVERSIONS = frozenset(
    {f"builtins.{name}" for name in ("int", "str", "float", "bool")} | {"uuid.UUID", "typing.cast"}
)
_TAKING = frozenset({"delete", "refresh", "expunge", "model_validate", "from_orm", "parse_obj"})
"""Methods that fail when they are handed None."""
_HARMLESS = frozenset({"builtins.print", "builtins.bool", "builtins.isinstance", "builtins.type"})
_ALL_EXCEPTIONS = ("builtins.AttributeError", "builtins.TypeError")
_MAX_CLIMBED = 3
_MAX_CALLS = 3


class Lookup(msgspec.Struct, frozen=True):
    """A call that gives None where nothing is found.

    ``call`` is the one in the function looked at, ``what`` says in words what is called there,
    ``keys`` are the parameters of that function that decide what is looked up. ``is_request`` says
    that a request decides in any case. ``unless`` names parameters on which it depends whether the
    function refuses what was not found.
    """

    call: Node
    what: str
    keys: frozenset[str] = frozenset()
    is_request: bool = False
    unless: frozenset[str] = frozenset()


class Use(msgspec.Struct, frozen=True, eq=False):
    """A place where the result of *lookup* is used as if it were there; ``name`` is what the source
    calls it. ``is_answer`` says that the handler answers with it."""

    node: Expression | Return
    lookup: Lookup
    name: str
    is_answer: bool = False

    @property
    def words(self) -> str:
        """What is None, as a reader would name it."""
        node = self.node.value if isinstance(self.node, Return) else self.node
        return text(node) if self.name == self.lookup.what and node is not None else self.name

    @property
    def place(self) -> Return | Name | Call | Attribute:
        """Where to point."""
        if isinstance(self.node, Return):
            return self.node
        return next(part for part in walk(self.node) if isinstance(part, (Name, Call, Attribute)))


class _Flow(msgspec.Struct, frozen=True):
    """What is seen of one function: uses in source order, and what it may give for nothing."""

    uses: tuple[Use, ...] = ()
    missing: Lookup | None = None
    failing: frozenset[str] = frozenset()
    """Parameters that are used as if they were there."""


State = Mapping[str, Lookup]
"""The variables that may hold None, each with the lookup that found nothing."""


class MissingRows:
    """Follows what lookups give through branches, early returns and calls."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        exceptions: Exceptions,
        keys: Keys,
        application: Callable[[], Application],
    ) -> None:
        self.names = names
        self.types = types
        self.libraries = libraries
        self.effects = effects
        self.exceptions = exceptions
        self.keys = keys
        self._application = application

    # ── questions

    def uses(self, function: FunctionSymbol) -> tuple[Use, ...]:
        """Where *function* uses a row that a request may ask for in vain."""
        if not isinstance(function.node, Function) or not self.effects.serves(function):
            return ()
        routes = self._application().routes_of(function.node)
        start = self._injected(function, routes)
        lookups = self._lookups(function, _MAX_CALLS)
        if not start and not lookups:
            return ()
        flow = _Walk(self, function, lookups, failing=_MAX_CALLS).run(start)
        return tuple(
            use
            for use in flow.uses
            if (use.lookup.is_request or self._is_asked_for(function, use.lookup))
            and not (use.is_answer and not _answers_rows(routes))
        )

    @kept
    def given(self, function: FunctionSymbol, through: int = _MAX_CALLS) -> Lookup | None:
        """The lookup that *function* gives None for, with its own parameters as keys; *through* at
        most so many calls."""
        node = function.node
        if through <= 0 or not isinstance(node, Function) or not _may_give_none(node):
            return None
        lookups = self._lookups(function, through - 1)
        if not lookups and not _says_nothing_found(node):
            return None
        missing = _Walk(self, function, lookups).run({}).missing
        if missing is None or missing.is_request:
            return missing
        refused = self._refused_before(missing, node, lookups)
        keys = missing.keys - refused
        return msgspec.structs.replace(missing, keys=keys) if keys or not refused else None

    def _refused_before(
        self, missing: Lookup, function: Function, lookups: Mapping[Call, Lookup]
    ) -> frozenset[str]:
        """The keys of *missing* for which *function* looked before, and raised where it found
        nothing: an update answers with the row that it was asked for."""
        refused = {
            name
            for branch in own(function, If)
            if branch.body and isinstance(branch.body[-1], Raise)
            for name in _absent_in(branch.test, True)
        }
        line = getattr(missing.call, "line", 0)
        return frozenset().union(
            *(
                lookup.keys
                for call, lookup in lookups.items()
                if call.line < line and not refused.isdisjoint(_targets(call, function))
            )
        )

    @kept
    def failing(self, function: FunctionSymbol, through: int = _MAX_CALLS) -> frozenset[str]:
        """The parameters for which *function* must not be passed None."""
        node = function.node
        if through <= 0 or not isinstance(node, Function) or node.is_generator:
            return frozenset()
        start = {p.name: Lookup(p, p.name) for p in node.parameters if p.default is None}
        flow = _Walk(self, function, {}, failing=through - 1).run(start)
        return frozenset(
            use.name for use in flow.uses if start.get(use.name) is use.lookup and not use.is_answer
        )

    def unproved(self, function: FunctionSymbol) -> tuple[tuple[Assert, str], ...]:
        """The assertions of *function* that something is there which a request may ask for in
        vain, each with its name."""
        if not isinstance(function.node, Function) or not self.effects.serves(function):
            return ()
        routes = self._application().routes_of(function.node)
        lookups = {**self._declared(function), **self._lookups(function, _MAX_CALLS)}
        walker = _Walk(self, function, lookups)
        found: dict[Assert, tuple[str, Lookup]] = {}
        walker.asserted = found
        walker.run(self._injected(function, routes))
        return tuple(
            (node, name)
            for node, (name, lookup) in found.items()
            if lookup.is_request or self._is_asked_for(function, lookup)
        )

    # ── one function

    def _injected(self, function: FunctionSymbol, routes: tuple[Route, ...]) -> State:
        """The parameters for which FastAPI passes what a dependency may have found nothing for."""
        found: dict[str, Lookup] = {}
        for dependency in routes[0].closure.items if routes else ():
            callee = dependency.callee
            if dependency.parameter is None or not isinstance(callee, FunctionSymbol):
                continue
            kinds = {p.name: p.kind for p in dependency.parameters}
            lookup = self.given(callee)
            if lookup is not None and any(
                kinds.get(key) in ("path", "query") for key in lookup.keys
            ):
                found[dependency.parameter] = Lookup(callee.node, callee.name, is_request=True)
        return found

    # ── whether a request asks for it

    def _is_asked_for(self, function: FunctionSymbol, lookup: Lookup) -> bool:
        """Whether a request decides about a key of *lookup*, which nobody has looked up before."""
        return any(
            self._is_from_request(function, key, lookup.call, _MAX_CLIMBED) for key in lookup.keys
        )

    @kept
    def _is_from_request(
        self,
        function: FunctionSymbol,
        key: str,
        call: Node,
        climbing: int,
    ) -> bool:
        if self.keys.is_verified(function, key, call):
            return False
        sent = self.keys.sent_to(function)
        if sent is not None:
            return key in sent
        if climbing <= 0:
            return False
        for caller, site in self.effects.call_sites(function):
            argument = argument_for(key, function, site)
            node = caller.node
            if argument is None or not isinstance(node, Function):
                continue
            if any(
                self._is_from_request(caller, name, site.call, climbing - 1)
                for name in self.keys.of(argument, caller)
            ):
                return True
        return False

    # ── lookups

    def _lookups(self, function: FunctionSymbol, through: int) -> Mapping[Call, Lookup]:
        """The lookups that calls in *function* make, themselves or *through* so many calls."""
        return {
            site.call: lookup
            for site in self._candidates(function)
            if (lookup := self._lookup(site, function, through)) is not None
        }

    @kept
    def _candidates(self, function: FunctionSymbol) -> list[Site]:
        """The calls in *function* that may look something up; most calls may not."""
        return [site for site in self.effects.sites(function) if self._may_look_up(site)]

    @kept
    def ends(self, function: FunctionSymbol) -> frozenset[Call]:
        """The calls in *function* that never return."""
        return frozenset(
            site.call
            for site in self.effects.sites(function)
            for targets in (self.effects.targets(site),)
            if "sys.exit" in targets.libraries
            or (targets.functions and all(map(_always_raises, targets.functions)))
        )

    def _may_look_up(self, site: Site) -> bool:
        targets = self.effects.targets(site)
        return (
            (len(targets.functions) == 1 and _may_give_none(targets.functions[0].node))
            or any(map(self.libraries.is_optional, targets.libraries))
            or _asked_bag(site.call) is not None
        )

    def _lookup(self, site: Site, function: FunctionSymbol, through: int) -> Lookup | None:
        """The lookup that the call at *site*, in *function*, makes, itself or *through* so many
        calls; None for anything else."""
        call = site.call
        targets = self.effects.targets(site)
        for dotted in targets.libraries:
            if self._finds_row(dotted, call, site):
                name = dotted.rpartition(".")[2]
                return Lookup(call, f"{name}()", self.keys.of(call, function))
        if len(targets.functions) == 1:
            callee = targets.functions[0]
            given = self.given(callee, through)
            unless = _flags_passed(given, callee, site, function) if given is not None else None
            if (
                given is not None
                and unless is not None
                and (site.is_awaited or not callee.is_coroutine)
            ):
                keys: set[str] = set()
                for key in given.keys:
                    argument = argument_for(key, callee, site)
                    if argument is not None:
                        keys |= self.keys.of(argument, function)
                return Lookup(call, f"{_own_name(callee)}()", frozenset(keys), unless=unless)
        bag = self.bag(call, site.scope)
        if bag is not None:
            return Lookup(call, bag, is_request=True)
        return None

    def _declared(self, function: FunctionSymbol) -> Mapping[Call, Lookup]:
        """The calls in *function* of what says of itself that it may give None."""
        found: dict[Call, Lookup] = {}
        for site in self.effects.sites(function):
            for callee in self.effects.targets(site).functions:
                if site.call not in found and _says_none(callee.node):
                    keys = self._keys_passed(site.call, function)
                    found[site.call] = Lookup(site.call, f"{_own_name(callee)}()", keys)
        return found

    def _keys_passed(self, call: Call, function: FunctionSymbol) -> frozenset[str]:
        passed = call.passed
        return frozenset(key for argument in passed for key in self.keys.of(argument, function))

    def _finds_row(self, dotted: str, call: Call, site: Site) -> bool:
        if not self.libraries.is_optional(dotted) or dotted.startswith(_NO_ROWS):
            return False
        if dotted.rpartition(".")[2] in _VALUES or call.keyword("upsert") is not None:
            return False
        if self.libraries.is_awaitable(dotted) and not site.is_awaited:
            return False  # a query yet, which goes on: `await Book.find_one(…).project(Title)`
        return not self.libraries.canonical(dotted).startswith("sqlalchemy.") or gives_row(
            self.types, call, site.scope
        )

    def bag(self, call: Call, scope: Scope) -> str | None:
        """``request.query_params.get("x")`` in words."""
        bag = _asked_bag(call)
        connection = ("starlette.requests.HTTPConnection", "starlette.requests.Request")
        if bag is not None and any(
            self.types.is_a(value, *connection)
            or (isinstance(value, LibrarySymbol) and value.dotted.endswith(".Request"))
            for value in self.types.of(bag.value, scope)
        ):
            return f"{bag.attr}.get()"
        return None


class _Walk:
    """One run through a function's statements, with the state of its variables."""

    def __init__(
        self,
        rows: MissingRows,
        function: FunctionSymbol,
        lookups: Mapping[Call, Lookup],
        failing: int = 0,
    ) -> None:
        """*lookups* are the calls that may give None; functions that must not be passed None are
        seen through *failing* calls."""
        self._lookups = lookups
        self._failing = failing
        self._rows = rows
        self._function = function
        self._scope = rows.names.scope_of(function.module, function.node)
        self._sites = {site.call: site for site in rows.effects.sites(function)}
        self._ends = rows.ends(function)
        self._eventful: frozenset[Node] = frozenset()
        self._has_walrus = bool(own(function.node, NamedExpr))
        self._repeated = self._asked_twice()
        self._uses: dict[Node, Use] = {}
        self._missing: list[Lookup] = []
        self._absent: dict[str, Lookup] = {}
        self._breaks: list[list[State]] = []
        self._forgiven = 0
        self.asserted: dict[Assert, tuple[str, Lookup]] | None = None

    def run(self, start: State) -> _Flow:
        """Walks the body, with the variables of *start* possibly None."""
        assert isinstance(self._function.node, Function)
        state = {**self._repeated, **start}
        self._eventful = self._events({*state})
        self._block(self._function.node.body, state)
        missing = None if self._function.node.is_generator else next(iter(self._missing), None)
        return _Flow(tuple(self._uses.values()), missing)

    def _asked_twice(self) -> State:
        """What the request is asked for in the same words more than once, under these words: they
        are as good as a variable, so that one place may test what another uses."""
        found: dict[str, Lookup] = {}
        questions = {call: _question(call) for call in self._lookups}
        counts = collections.Counter(questions.values())
        for call, words in questions.items():
            bag = self._rows.bag(call, self._scope) if words and counts[words] > 1 else None
            if bag is not None:
                found.setdefault(words, Lookup(call, bag, is_request=True))
        return found

    def _events(self, start: set[str]) -> frozenset[Node]:
        """The records that hold a lookup, name a variable that may hold None, as those of *start*
        do, or keep the next statement from running. Nothing else changes what is known."""
        node = self._function.node
        doubtful = self._doubtful(start)
        named = [name for name in own(node, Name) if name.id in doubtful]
        leaving = (*own(node, Return, Raise, Jump), *own(node, While), *self._ends)
        return holding((*self._lookups, *named, *leaving), node)

    def _doubtful(self, names: set[str]) -> set[str]:
        """*names*, and the variables that get what a lookup gives, or such a variable holds."""
        assignments = own(self._function.node, Assign, NamedExpr)
        found = names
        while found or self._lookups:
            found = {
                target.id
                for node in assignments
                if node.value is not None and self._is_doubtful(node.value, names)
                for target in (node.targets if isinstance(node, Assign) else (node.target,))
                if isinstance(target, Name)
            }
            if found <= names:
                break
            names = names | found
        return names

    def _is_doubtful(self, value: Expression, names: set[str]) -> bool:
        match value:
            case Name(id=name):
                return name in names
            case Call():
                return value in self._lookups
            case Await(inner) | NamedExpr(value=inner):
                return self._is_doubtful(inner, names)
            case BoolOp("or", values):
                return self._is_doubtful(values[-1], names)
            case IfExp(_, body, orelse):
                return self._is_doubtful(body, names) or self._is_doubtful(orelse, names)
        return False

    # ── statements: each gives the state behind it, None where it is not left

    def _block(self, body: Iterable[Statement], state: State | None) -> State | None:
        absent = self._absent
        for statement in body:
            if state is None:
                break
            state = self._statement(statement, state)
        self._absent = absent
        return state

    def _statement(self, node: Statement, state: State) -> State | None:
        if node not in self._eventful:
            return state
        match node:
            case Function() | Class():
                return state
            case If():
                self._expression(node.test, state)
                state = _after(node.test, self._bound_in(node.test, state))
                absent = dict(self._absent)
                self._absent = {**absent, **self._found_absent(node.test, state, holds=True)}
                then = self._block(node.body, _narrowed(node.test, state, holds=True))
                self._absent = {**absent, **self._found_absent(node.test, state, holds=False)}
                other = self._block(node.orelse, _narrowed(node.test, state, holds=False))
                if then is None:  # what follows is for the rest
                    absent = {**absent, **self._found_absent(node.test, state, holds=False)}
                self._absent = absent
                return self._depending(node.test, then, _joined(then, other))
            case While():
                return self._loop(node, state)
            case For():
                self._use(node.iter, state)
                self._expression(node.iter, state)
                state = _without(state, _names_in(node.target))
                return self._loop(node, state)
            case Try():
                return self._try(node, state)
            case With():
                suppressing = 0
                for item in node.items:
                    self._expression(item.context, state)
                    suppressing += self._suppresses(item.context)
                    if item.target is not None:
                        state = _without(state, _names_in(item.target))
                self._forgiven += suppressing
                after = self._block(node.body, state)
                self._forgiven -= suppressing
                return _joined(state, after) if suppressing else after
            case Match():
                self._expression(node.subject, state)
                state = _without(state, _names_in(node.subject))
                left: State | None = state
                for case in node.cases:
                    left = _joined(left, self._block(case.body, _without(state, case.names)))
                return left
            case Return():
                self._return(node, state)
                return None
            case Raise():
                self._expression(node, state)
                return None
            case Assert():
                self._assert(node, state)
                self._expression(node.test, state)
                return _narrowed(node.test, self._bound_in(node.test, state), holds=True)
            case Jump():
                if node.kind == "break" and self._breaks:
                    self._breaks[-1].append(state)
                return None
            case Assign():
                return self._assign(node, state)
            case Delete():
                return _without(state, [n for t in node.targets for n in _names_in(t)])
            case AugAssign():
                self._expression(node, state)
                return _without(state, _names_in(node.target))
        self._expression(node, state)
        state = self._bound_in(node, state)
        return None if self._never_returns(node) else self._handed_over(node, state)

    def _depending(self, test: Expression, then: State | None, state: State | None) -> State | None:
        """The state behind a branch that rules None out where a parameter says so."""
        assert isinstance(self._function.node, Function)
        if not state:
            return state
        flags = _names_used(test) & {p.name for p in self._function.node.parameters}
        if not flags:
            return state
        return {
            name: lookup
            if then is not None and name in then
            else msgspec.structs.replace(lookup, unless=lookup.unless | flags)
            for name, lookup in state.items()
        }

    def _loop(self, node: For | While, state: State) -> State | None:
        self._breaks.append([])
        test = node.test if isinstance(node, While) else None
        if test is not None:
            self._expression(test, state)
            state = self._bound_in(test, state)
        inner = _narrowed(test, state, holds=True) if test is not None else state
        after = self._block(node.body, inner)
        if after is not None:
            again = _joined(state, after) or {}
            self._block(node.body, _narrowed(test, again, True) if test is not None else again)
        breaks = self._breaks.pop()
        ends: State | None = _joined(state, after) or {}
        if isinstance(test, Constant) and test.value:
            ends = None
        elif test is not None:
            ends = _narrowed(test, ends or {}, holds=False)
        ends = self._block(node.orelse, ends)
        for state_there in breaks:
            ends = _joined(ends, state_there)
        return ends

    def _try(self, node: Try, state: State) -> State | None:
        forgiving = any(self._forgives(handler) for handler in node.handlers)
        self._forgiven += forgiving
        after = self._block(node.body, state)
        self._forgiven -= forgiving
        bound = {name for s in statements(node.body) for name in _bound_by(s)}
        entry = _without(state, bound)
        left = self._block(node.orelse, after)
        for handler in node.handlers:
            left = _joined(left, self._block(handler.body, entry))
        if node.final:
            left_final = self._block(node.final, left if left is not None else entry)
            return left_final if left is not None else None
        return left

    def _forgives(self, handler: ExceptHandler) -> bool:
        """Whether a clause means the None that it meets, or answers for it."""
        types = self._rows.exceptions.types
        classes, known = types.caught(handler.caught, self._scope)
        if any(isinstance(c, LibrarySymbol) and c.dotted in _ALL_EXCEPTIONS for c in classes):
            return True
        if not known:
            return True
        if not is_broad(classes):
            return False
        if except_clauses.lets_go(handler) and not except_clauses.asks(handler):
            return False
        raised = except_clauses.raised(handler)
        if raised is None or raised.exc is None:
            return True
        return not any(
            types.status(raised.exc, cls, self._scope) in (500, 502, 503)
            for cls in types.of(raised.exc, self._scope)
        )

    def _suppresses(self, context: Expression) -> bool:
        return isinstance(context, Call) and "contextlib.suppress" in self._rows.names.dotted(
            context.func, self._scope
        )

    def _return(self, node: Return, state: State) -> None:
        if node.value is None:
            self._missing += list(self._absent.values())[:1]
            return
        self._expression(node.value, state)
        lookup = self._maybe(node.value, state)
        if lookup is not None:
            self._missing.append(lookup)
            self._report(node, lookup, _name_of(node.value) or lookup.what, is_answer=True)
        elif isinstance(node.value, Constant) and node.value.value is None:
            self._missing += list(self._absent.values())[:1]
        elif isinstance(node.value, IfExp):
            self._missing += self._none_of(node.value, state)

    def _none_of(self, node: IfExp, state: State) -> list[Lookup]:
        """What was looked up in vain where *node* is None: ``X(row) if row else None``."""
        for value, holds in ((node.body, True), (node.orelse, False)):
            if isinstance(value, Constant) and value.value is None:
                return list(self._found_absent(node.test, state, holds).values())[:1]
        return []

    def _assert(self, node: Assert, state: State) -> None:
        if self.asserted is None:
            return
        narrowed = _narrowed(node.test, state, holds=True)
        for name, lookup in state.items():
            if name not in narrowed and _tests_presence(node.test, name):
                self.asserted.setdefault(node, (name, lookup))

    def _assign(self, node: Assign, state: State) -> State:
        if node.value is None:
            return state
        self._expression(node.value, state)
        state = self._bound_in(node.value, state)
        lookup = self._maybe(node.value, state)
        tested = _tested_in(node.value)
        for target in node.targets:
            if isinstance(target, Display) and lookup is not None:
                self._report(node.value, lookup, _name_of(node.value) or lookup.what)
            if not isinstance(target, Name):
                self._expression(target, state)
        state = self._handed_over(node, _without(state, tested))
        state = _without(state, [name for target in node.targets for name in _names_in(target)])
        if lookup is not None:
            named = {t.id: lookup for t in node.targets if isinstance(t, Name)}
            state = {**state, **named}
        return state

    # ── expressions

    def _expression(self, node: Node, state: State) -> State:
        """Looks for uses in *node*; gives the state in which what stands behind it runs."""
        if node not in self._eventful:
            return state
        match node:
            case Lambda() | Function() | Class():
                return state
            case BoolOp(op, values):
                for value in values:
                    self._expression(value, state)
                    state = self._bound_in(value, state)
                    state = _narrowed(value, state, holds=op == "and")
                return state
            case IfExp(test, body, orelse):
                self._expression(test, state)
                state = self._bound_in(test, state)
                self._expression(body, _narrowed(test, state, holds=True))
                self._expression(orelse, _narrowed(test, state, holds=False))
                return state
            case Comprehension():
                return self._comprehension(node, state)
            case Attribute(value=value):
                self._expression(value, state)
                self._use(value, state)
                return state
            case Subscript(value=value, index=index):
                self._expression(value, state)
                self._expression(index, state)
                self._use(value, state)
                return state
            case Call():
                self._call(node, state)
                return state
        for child in children(node):
            self._expression(child, state)
        return state

    def _comprehension(self, node: Comprehension, state: State) -> State:
        inner = state
        for generator in node.generators:
            self._expression(generator.iter, inner)
            self._use(generator.iter, inner)
            inner = _without(inner, _names_in(generator.target))
            for test in generator.ifs:
                self._expression(test, inner)
                inner = _narrowed(test, self._bound_in(test, inner), holds=True)
        for part in (node.element, node.value):
            if part is not None:
                self._expression(part, inner)
        return state

    def _call(self, call: Call, state: State) -> None:
        self._expression(call.func, state)
        passed = call.passed
        for argument in passed:
            self._expression(argument, state)
        method = call.func.attr if isinstance(call.func, Attribute) else None
        for argument in call.args[:1]:
            if method in _TAKING or self._is_setattr(call):
                self._use(argument, state)
        for keyword in call.keywords:
            if keyword.arg is None:
                self._use(keyword.value, state)
        site = self._sites.get(call)
        if site is None or not self._failing:
            return
        if not any(self._maybe(argument, state) for argument in passed):
            return
        targets = self._rows.effects.targets(site).functions
        if len(targets) != 1 or (targets[0].is_coroutine and not site.is_awaited):
            return
        for name in self._rows.failing(targets[0], self._failing):
            found = argument_for(name, targets[0], site)
            if found is not None:
                self._use(found, state)

    def _is_setattr(self, call: Call) -> bool:
        return isinstance(call.func, Name) and call.func.id == "setattr"

    def _maybe(self, node: Expression, state: State) -> Lookup | None:
        """The lookup that *node* is the result of, where it may have found nothing."""
        match node:
            case Name(id=name):
                return state.get(name)
            case Await(value) | NamedExpr(value=value):
                return self._maybe(value, state)
            case BoolOp("or", values):
                return self._maybe(values[-1], state)
            case IfExp(test, body, orelse):
                return self._maybe(body, _narrowed(test, state, True)) or self._maybe(
                    orelse, _narrowed(test, state, False)
                )
            case Call() if node in self._lookups:
                if self._repeated and _question(node) in self._repeated:
                    return state.get(_question(node))
                return self._lookups[node]
        return None

    def _use(self, value: Expression, state: State) -> None:
        """*value* is used as if it were there."""
        lookup = self._maybe(value, state)
        if lookup is not None:
            self._report(value, lookup, _name_of(value) or lookup.what)

    def _report(
        self, node: Expression | Return, lookup: Lookup, name: str, is_answer: bool = False
    ) -> None:
        if self._forgiven and not is_answer:
            return
        if not any(use.lookup == lookup and not use.is_answer for use in self._uses.values()):
            self._uses.setdefault(node, Use(node, lookup, name, is_answer))

    def _bound_in(self, node: Node, state: State) -> State:
        """The state behind the ``:=`` in *node*, and behind the uses, which would have failed."""
        for part in walk(node) if self._has_walrus else ():
            if isinstance(part, NamedExpr):
                lookup = self._maybe(part.value, state)
                state = _without(state, [part.target.id])
                if lookup is not None:
                    state = {**state, part.target.id: lookup}
        return state

    def _found_absent(self, test: Expression, state: State, holds: bool) -> dict[str, Lookup]:
        """The variables that *test* finds to be None, each with what was looked up for it."""
        found = {}
        for name in _absent_in(test, holds):
            lookup = state.get(name) or self._looked_up(name)
            if lookup is not None:
                found[name] = lookup
        return found

    def _looked_up(self, name: str) -> Lookup | None:
        """What a local variable was looked up with, where no table tells of the call."""
        bindings = self._scope.bindings.get(name, ())
        if len(bindings) != 1 or bindings[0].kind != "assign":
            return None
        value = bindings[0].value
        inner = value.value if isinstance(value, Await) else value
        if not isinstance(inner, Call) or any(
            isinstance(made, ClassSymbol) for made in self._rows.types.of(inner.func, self._scope)
        ):
            return None
        # Whoever says None may be the answer means it for all that leads to it.
        keys = self._rows.keys.of(inner, self._function) | self._leading_to(inner)
        return Lookup(inner, _own_name(self._function), keys, unless=self._switches(inner, name))

    def _switches(self, call: Call, found: str) -> frozenset[str]:
        """The parameters of the function that may switch a refusal on: those that *call* is passed,
        and those that a branch asks for together with *found*, what it gave, before it raises."""
        assert isinstance(self._function.node, Function)
        asked = {argument.id for argument in call.passed if isinstance(argument, Name)}
        for branch in own(self._function.node, If):
            if branch.body and isinstance(branch.body[-1], Raise):
                used = _names_used(branch.test)
                asked |= used if found in used else set()
        return frozenset(
            parameter.name
            for parameter in self._function.node.parameters
            if parameter.name in asked
            and isinstance(parameter.default, Constant)
            and isinstance(parameter.default.value, bool)
        )

    def _leading_to(self, node: Node) -> frozenset[str]:
        """The parameters of the function that what *node* gives may depend on."""
        assert isinstance(self._function.node, Function)
        used = names_behind(node, self._scope)
        return frozenset(p.name for p in self._function.node.parameters if p.name in used)

    def _handed_over(self, node: Node, state: State) -> State:
        """The state behind calls that are handed a variable as it is, and may refuse it."""
        for part in walk(node) if state else ():
            if not isinstance(part, Call):
                continue
            names = {
                argument.id
                for argument in (*part.args, *(keyword.value for keyword in part.keywords))
                if isinstance(argument, Name) and argument.id in state
            }
            if names and not is_log(part) and self._may_refuse(part):
                state = _without(state, names)
        return state

    def _may_refuse(self, call: Call) -> bool:
        site = self._sites.get(call)
        if site is None:
            return True
        targets = self._rows.effects.targets(site)
        if targets.functions:
            return any(
                isinstance(node, (Raise, Assert)) or (isinstance(node, Call) and _is_helper(node))
                for function in targets.functions
                for node in own_nodes(function.node)
            )
        return not targets.libraries or not _HARMLESS.isdisjoint(targets.libraries)

    def _never_returns(self, node: Statement) -> bool:
        return bool(self._ends) and any(part in self._ends for part in walk(node))


# ── narrowing


def _narrowed(test: Expression, state: State, holds: bool) -> State:
    """*state* where *test* came out so: what it proves to be there is no longer in doubt."""
    if not state:
        return state
    return _without(state, _proved(test, holds), aliases=True)


def _proved(test: Expression, holds: bool) -> set[str]:
    """The variables that are there, or not to be judged, where *test* came out so."""
    match test:
        case Name(id=name):
            return {name} if holds else set()
        case NamedExpr(target=Name(id=name)):
            return {name} if holds else set()
        case UnaryOp("not", operand):
            return _proved(operand, not holds)
        case Await(value):
            return _proved(value, holds)
        case BoolOp(op, values):
            found = [_proved(value, holds) for value in values]
            if (op == "and") is holds:
                return set().union(*found)
            return set.intersection(*found)
        case Compare(left, (op,), (right,)):
            return _proved_by_comparison(left, op, right, holds)
        case Call(args=args, keywords=keywords):
            # Whatever it asks of them: isinstance, any, all, a check of the project's own.
            passed = (*args, *(keyword.value for keyword in keywords))
            asked = {n.id for a in passed for n in walk(a) if isinstance(n, Name)}
            return asked | {_question(test)} if holds else asked
        case Attribute() | Subscript():
            return _names_used(test)
    return {node.id for node in walk(test) if isinstance(node, Name)}


def _proved_by_comparison(left: Expression, op: str, right: Expression, holds: bool) -> set[str]:
    names = {name for side in (left, right) for name in _bare(side)}
    is_none = isinstance(right, Constant) and right.value is None
    if is_none and op in ("is", "=="):
        return set() if holds else names
    if is_none and op in ("is not", "!="):
        return names if holds else set()
    return {n.id for side in (left, right) for n in walk(side) if isinstance(n, Name)}


def _bare(side: Expression) -> list[str]:
    match side:
        case Name(id=name) | NamedExpr(target=Name(id=name)):
            return [name]
        case Call():
            return [_question(side)]
    return []


def _question(call: Call) -> str:
    """``headers.get("referer")`` in full, as the name of what it gives; empty for other calls."""
    match call:
        case Call(func=Attribute(attr="get") as func, args=(Constant(value=str(key)),)):
            return f"{text(func)}({key!r})"
    return ""


def _names_used(node: Expression) -> set[str]:
    return {part.id for part in walk(node) if isinstance(part, Name)}


def _after(test: Expression, state: State) -> State:
    """The state behind *test*, which used what it used."""
    if not state:
        return state
    used = {
        node.value.id
        for node in walk(test)
        if isinstance(node, (Attribute, Subscript)) and isinstance(node.value, Name)
    }
    guarded = any(isinstance(node, BoolOp) for node in walk(test))
    return state if guarded else _without(state, used)


def _absent_in(test: Expression, holds: bool) -> list[str]:
    """The variables that are None where *test* came out so."""
    match test:
        case UnaryOp("not", Name(id=name)) if holds:
            return [name]
        case UnaryOp("not", operand):
            return _absent_in(operand, not holds)
        case Name(id=name) if not holds:
            return [name]
        case Compare(Name(id=name), ("is" | "==",), (Constant(None),)) if holds:
            return [name]
        case Compare(Name(id=name), ("is not" | "!=",), (Constant(None),)) if not holds:
            return [name]
    return []


def _tests_presence(test: Expression, name: str) -> bool:
    """Whether *test* asks no more than whether the variable is there."""
    match test:
        case Name(id=other):
            return other == name
        case Compare(Name(id=other), ("is not" | "!=",), (Constant(None),)):
            return other == name
        case BoolOp("and", values):
            return any(_tests_presence(value, name) for value in values)
    return False


def _tested_in(value: Expression) -> set[str]:
    """The variables whose presence *value* tells, to be asked for later."""
    match value:
        case Compare() | BoolOp() | UnaryOp("not"):
            return _names_used(value)
        case Call(func=Name(id="bool" | "any" | "all" | "isinstance" | "len")):
            return _names_used(value)
    return set()


def _joined(one: State | None, other: State | None) -> State | None:
    if one is None or other is None:
        return other if one is None else one
    return {**one, **other}


def _without(state: State, names: Iterable[str], aliases: bool = False) -> State:
    gone = set(names) & state.keys()
    if not gone:
        return state
    lookups = {id(state[name]) for name in gone} if aliases else set()
    return {k: v for k, v in state.items() if k not in gone and id(v) not in lookups}


# ── records


def _names_in(target: Expression) -> list[str]:
    match target:
        case Name(id=name):
            return [name]
        case Display(items=items):
            return [name for item in items for name in _names_in(item)]
        case Starred(value=value):
            return _names_in(value)
        case NamedExpr(target=inner):
            return [inner.id]
    return []


def _bound_by(statement: Statement) -> Iterator[str]:
    match statement:
        case Assign(targets=targets):
            for target in targets:
                yield from _names_in(target)
        case For(target=target):
            yield from _names_in(target)
        case With(items=items):
            for item in items:
                if item.target is not None:
                    yield from _names_in(item.target)


def _targets(call: Call, function: Function) -> set[str]:
    """The variables that are what *call* gives."""
    return {name for target in assigned_to(call, function) for name in _names_in(target)}


def _name_of(node: Expression) -> str | None:
    match node:
        case Name(id=name):
            return name
        case NamedExpr(target=target):
            return target.id
    return None


def _says_none(function: Function | Lambda) -> bool:
    """Whether *function* says of itself that it may give None."""
    return isinstance(function, Function) and _takes_none(function.returns)


def _takes_none(annotation: Expression | None) -> bool:
    """Whether *annotation* has None among its alternatives."""
    match annotation:
        case BinOp("|", left, right):
            return _takes_none(left) or _takes_none(right)
        case Subscript(value=Name(id="Optional") | Attribute(attr="Optional")):
            return True
        case Constant(value=None):
            return True
        case Constant(value=str(text)):
            return "None" in text or "Optional" in text
    return False


def _is_helper(call: Call) -> bool:
    """Whether *call* may be one that refuses."""
    name = call.func.attr if isinstance(call.func, Attribute) else ""
    if isinstance(call.func, Name):
        name = call.func.id
    return name.startswith(("raise", "abort", "fail", "require", "ensure", "assert"))


def _answers_rows(routes: tuple[Route, ...]) -> bool:
    """Whether FastAPI refuses None as the answer: there is a response model that wants more."""
    return bool(routes) and all(
        route.response_model is not None
        and not any(
            word in route.response_model for word in ("None", "Optional", "Any", "Response")
        )
        for route in routes
    )


def _always_raises(function: FunctionSymbol) -> bool:
    node = function.node
    return (
        isinstance(node, Function)
        and bool(node.body)
        and isinstance(node.body[-1], Raise)
        and not own(node, Return)
        and not node.is_generator
    )


def _asked_bag(call: Call) -> Attribute | None:
    """``request.query_params`` in ``request.query_params.get("x")``."""
    match call:
        case Call(
            func=Attribute(attr="get", value=Attribute(attr=attr) as bag),
            args=(Constant(value=str(name)),),
            keywords=(),
        ) if attr in _REQUEST_BAGS and name.lower() not in _ALWAYS_SENT:
            return bag
    return None


def _flags_passed(
    given: Lookup, callee: FunctionSymbol, site: Site, function: FunctionSymbol
) -> frozenset[str] | None:
    """The parameters of *function* on which it depends whether the call at *site* refuses what
    *given* does not find; None where it may refuse in any case."""
    own_parameters = {p.name for p in function.node.parameters}
    flags = set()
    for flag in given.unless:
        if _is_off(flag, callee, site):
            continue
        match argument_for(flag, callee, site):
            case Name(id=name) if name in own_parameters:
                flags.add(name)
            case _:
                return None
    return frozenset(flags)


def _is_off(flag: str, function: FunctionSymbol, site: Site) -> bool:
    """Whether the call at *site* surely passes nothing, or False, for the parameter *flag*."""
    passed = argument_for(flag, function, site)
    if passed is None and not site.call.is_spread:
        passed = next((p.default for p in function.node.parameters if p.name == flag), None)
    return isinstance(passed, Constant) and not passed.value


def _own_name(function: FunctionSymbol) -> str:
    return function.name.rpartition(".")[2]


def _says_nothing_found(node: Function) -> bool:
    """Whether the function has a ``return None`` of its own, or one side of a ``return`` is."""
    return any(
        isinstance(part, Return)
        and (
            part.value is None
            or isinstance(part.value, IfExp)
            or (isinstance(part.value, Constant) and part.value.value is None)
        )
        for part in statements(node.body)
    )


def _may_give_none(node: Function | Lambda) -> bool:
    """Whether a ``return`` of the function may have None to give."""
    return isinstance(node, Function) and not node.is_generator and any(
        isinstance(part, Return)
        and isinstance(
            part.value, (type(None), Constant, Name, Call, Await, NamedExpr, BoolOp, IfExp)
        )
        for part in statements(node.body)
    )
