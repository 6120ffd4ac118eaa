"""What calling a function does to others: through any chain of calls, with the chain kept."""

from __future__ import annotations

import collections
import functools
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Constant,
    Expression,
    Function,
    Lambda,
    Module,
    Name,
    Node,
    Raise,
    Return,
    Statement,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import definitions, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.queries import reads_or_changes_rows
from flake8_fastapi_arch.project.flow.calls import Site, sites
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.runs import KeptRuns, Runs, Targets
from flake8_fastapi_arch.project.inference.optional_parts import OptionalParts
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Partial, Types, Value
from flake8_fastapi_arch.project.libraries import Effect, Libraries, Offload
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.sources import Answers, Sources
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application, Dependency


class Step(msgspec.Struct, frozen=True):
    """A call on the way to an effect: in *function* (None at the start), at *path*:*line*."""

    function: FunctionSymbol
    path: str
    line: int


class Chain(msgspec.Struct, frozen=True):
    """How an effect is reached: the functions entered, in order, and the effect at the end.

    ``steps[0].function`` is the first function called; the last step's line is where the effect
    happens.
    """

    steps: tuple[Step, ...]
    effect: Effect

    @property
    def names(self) -> tuple[str, ...]:
        """The functions entered, by qualified name, and what the last one calls."""
        return (*(step.function.name for step in self.steps), self.effect.name)


class Entry(msgspec.Struct, frozen=True):
    """A function as one call enters it: *given* are parameters that are surely passed, *lacked* are
    those that surely are not, and attributes that its object surely has not (``self.cache``)."""

    function: FunctionSymbol
    given: frozenset[str] = frozenset()
    lacked: frozenset[str] = frozenset()

    def spares(self, site: Site) -> bool:
        """Whether the function, entered so, does not come to make the call at *site*."""
        return not (site.unless.isdisjoint(self.given) and site.needs.isdisjoint(self.lacked))


Wanted = Callable[[Effect], bool]
"""Which effects a search is for: a function of a module, as what was found is kept by it."""


class _Search(msgspec.Struct, frozen=True):
    """What is searched for; with *awaiting* in coroutines, too, and perhaps only *outside_choices*
    between many alternatives."""

    wanted: Wanted
    awaiting: bool
    outside_choices: bool = False


_UNRESOLVED = Targets()
_UNSEARCHED = object()
_ROUNDS = 10_000  # take some milliseconds
_SEVERAL = 3  # functions, of which a call runs one
_MAY_DECLINE = frozenset({"lock", "queue", "subprocess"})
_OF_SELF = "self."
_NOTHING = Constant(None)
_NONE: frozenset[str] = frozenset()  # each set takes room, empty ones too


class Census(msgspec.Struct, frozen=True):
    """How many of the calls on the request path are understood, by what they call.

    ``known`` are libraries that a table describes, ``strange`` those of which nothing is known.
    """

    project: int
    known: int
    strange: int
    unresolved: int

    @property
    def calls(self) -> int:
        return self.project + self.known + self.strange + self.unresolved

    @property
    def text(self) -> str:
        """The census in one sentence."""
        share = round(100 * self.unresolved / self.calls) if self.calls else 0
        return (
            f"of {self.calls:,} calls on the request path, {self.project:,} lead into the project, "
            f"{self.known:,} into known libraries, {self.strange:,} into others, "
            f"and {self.unresolved:,} ({share} %) are unresolved"
        )


class Effects:
    """Resolves calls and follows them, on demand."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        application: Callable[[], Application],
        modules: Mapping[str, Module],
        entries: Callable[[], Iterable[FunctionSymbol]],
        sources: Sources,
        kept_runs: KeptRuns,
    ) -> None:
        """*entries* are called for requests besides handlers and dependencies."""
        self._names = names
        self._types = types
        self._libraries = libraries
        self._application = application
        self._modules = modules
        self._entries = entries
        self._parts = OptionalParts(names, types, modules)
        self._chains: dict[_Search, dict[Entry, Chain | None]] = {}
        self._rare: dict[tuple[_Search, Node], bool] = {}
        # All of them at once: they are known from all modules.
        self._subclasses: Answers[None, dict[ClassSymbol, list[ClassSymbol]]] = Answers(sources)
        self._sites: dict[FunctionSymbol, tuple[Site, ...]] = {}
        self._sources = sources
        self._targets: Answers[Call, Targets] = Answers(sources)
        self._known_targets = self._targets.known
        self._distinct_targets: dict[Targets, Targets] = {}  # most calls have those of others
        self._runs: Answers[FunctionSymbol, Runs] = Answers(sources)
        self._runs.known.update(kept_runs.read())
        self._kept_runs = kept_runs
        self._library_effects: dict[Call, tuple[Effect, ...]] = {}
        self._entries_at: dict[tuple[FunctionSymbol, Call], Entry] = {}

    def take_over(self, other: Effects, changed: int) -> None:
        """Keep the calls that *other* found in modules that are the same here, and what they run,
        but for what was made from *changed* sources."""
        for function, found in other._sites.items():
            if self._names.has(function.module):
                self._sites[function] = found
        self._targets.take_over(other._targets, changed)
        self._runs.take_over(other._runs, changed)

    # ── one call

    def sites(self, function: FunctionSymbol) -> tuple[Site, ...]:
        """The calls in the body of *function*, in source order."""
        found = self._sites.get(function)
        if found is None:
            scopes = self._names.scopes(function.module)
            found = self._sites[function] = tuple(sites(function.node, scopes))
            runs = self._runs.known.get(function)
            if runs is not None:
                targets = ((known, runs[1]) for known in runs[0].calls)
                self._known_targets.update(zip((site.call for site in found), targets))
        return found

    def targets(self, site: Site) -> Targets:
        """What the call may run; known implementations stand in for an abstract method."""
        known = self._known_targets.get(site.call)
        if known is not None:
            return known[0]
        return self._targets.kept(site.call, self._run_at, site)

    def _run_at(self, site: Site) -> Targets:
        self._sources.see(site.scope.module.path)
        values = self._types.of(site.call.func, site.scope)
        found = self._resolved(values, implementations=not _is_super(site.call.func))
        coroutines = tuple(f for f in found.functions if f.is_coroutine)
        if site.is_awaited and coroutines:
            return Targets(coroutines, found.libraries)
        return found

    @kept
    def library_calls(self, function: FunctionSymbol) -> Mapping[str, list[Site]]:
        """The calls in *function* of library objects, by dotted name, each in source order."""
        found: dict[str, list[Site]] = {}
        for site in self.sites(function):
            for dotted in self.targets(site).libraries:
                found.setdefault(dotted, []).append(site)
        return found

    @kept
    def project_calls(self, function: FunctionSymbol) -> list[Site]:
        """The calls in *function* that run functions of the project, in source order."""
        return [site for site in self.sites(function) if self.targets(site).functions]

    @kept
    def offloads(self, function: FunctionSymbol) -> list[tuple[Site, Offload]]:
        """The calls in *function* that have an argument run elsewhere or later, and how, in source
        order."""
        if not any(map(self._libraries.offload, self._called_libraries(function))):
            return []
        found = ((site, self.offload(site)) for site in self.sites(function))
        return [(site, offload) for site, offload in found if offload is not None]

    def _called_libraries(self, function: FunctionSymbol) -> Iterator[str]:
        """The library objects that *function* calls; its calls need not be looked at for that."""
        return (dotted for targets in self.runs(function).calls for dotted in targets.libraries)

    def is_described(self, dotted: str) -> bool:
        """Whether the tables know the library of *dotted*, so that what they leave out is cheap."""
        return self._libraries.describes(dotted)

    def library_effects(self, site: Site) -> tuple[Effect, ...]:
        """What the libraries called at *site* do, as far as the tables tell."""
        found = self._library_effects.get(site.call)
        if found is None:
            effects = map(self._libraries.effect, self.targets(site).libraries)
            found = self._library_effects[site.call] = tuple(
                [
                    effect
                    for effect in effects
                    if effect is not None
                    and not (effect.kind in _MAY_DECLINE and _declines_to_wait(site.call))
                    and not _is_done(site)
                    and not ((effect.query or effect.write) and self._is_only_built(effect, site))
                    and not self._is_cheap(effect, site)
                ]
            )
        return found

    def _is_cheap(self, effect: Effect, site: Site) -> bool:
        """Whether the arguments of the call spare it what it does otherwise."""
        match effect.name:
            case "hashlib.pbkdf2_hmac":
                return _takes_few_rounds(site.call)
            case "zipfile.ZipFile.writestr":
                return self._is_given_text(site)
            case "psutil.cpu_percent" | "psutil.cpu_times_percent" | "psutil.Process.cpu_percent":
                return _measures_nothing(site.call)
        return False

    def _is_given_text(self, site: Site) -> bool:
        """Whether one text is written into an archive: what is put together in memory takes
        milliseconds."""
        data = site.call.argument("data", 1)
        values = () if data is None or site.loops else self._types.of(data, site.scope)
        return bool(values) and all(
            isinstance(value, Instance) and value.library == "builtins.str" for value in values
        )

    def _is_only_built(self, effect: Effect, site: Site) -> bool:
        """Whether the call gives a query that is sent when it is awaited, and is not awaited here:
        ``Book.filter(...)`` in ``await Book.filter(...).count()``."""
        return (
            self._libraries.is_awaitable(effect.name)
            and not self._libraries.is_coroutine(effect.name)
            and self._libraries.returns(effect.name) is not None
            and not (site.is_asynchronous or isinstance(site.parent, Call))
        )

    @kept
    def queries(self, function: FunctionSymbol) -> tuple[Site, ...]:
        """The calls in *function* that send the database a statement for rows."""
        effects = map(self._libraries.effect, self._called_libraries(function))
        if not any(effect is not None and reads_or_changes_rows(effect) for effect in effects):
            return ()
        return tuple(
            [
                site
                for site, effects, _ in self.leading(function)
                if any(map(reads_or_changes_rows, effects))
            ]
        )

    def along(self, chain: Chain) -> Iterator[Site]:
        """The calls of *chain*, one for each of its functions; the last has the effect."""
        inner = [step.function for step in chain.steps[1:]]
        for step, callee in itertools.zip_longest(chain.steps, inner):
            for site in self.sites(step.function):
                if site.line == step.line and (
                    callee in self.targets(site).functions
                    if callee is not None
                    else chain.effect in self.library_effects(site)
                ):
                    yield site
                    break

    def offload(self, site: Site) -> Offload | None:
        """How the call at *site* has one of its arguments run elsewhere or later."""
        for dotted in self.targets(site).libraries:
            offload = self._libraries.offload(dotted)
            if offload is not None:
                return offload
        return None

    def runs_at_once(self, callee: FunctionSymbol, site: Site) -> bool:
        """Whether the call at *site* runs the plain function *callee* on the spot.

        A coroutine waits for whoever awaits it. A generator that is made for ``StreamingResponse``
        is iterated over in threads, by Starlette.
        """
        if callee.is_generator and isinstance(site.parent, Call):
            made = self._resolved(self._types.of(site.parent.func, site.scope)).libraries
            return "starlette.responses.StreamingResponse" not in made
        return not callee.is_coroutine

    def handed_over(self, site: Site) -> tuple[FunctionSymbol, ...]:
        """The project functions that the call at *site* has run elsewhere or later."""
        offload = self.offload(site)
        if offload is None:
            return ()
        arguments: list[Expression] = []
        if offload.position is not None:
            last = None if offload.every else offload.position + 1
            arguments += site.call.args[offload.position : last]
        passed = site.call.keyword(offload.keyword) if offload.keyword else None
        if passed is not None:
            arguments.append(passed)
        return tuple(
            function for argument in arguments for function in self.run_by(argument, site.scope)
        )

    def run_by(self, value: Expression, scope: Scope) -> tuple[FunctionSymbol, ...]:
        """The project functions that calling *value*, an expression of *scope*, may run."""
        return self._resolved(self._types.of(value, scope)).functions

    def callers(self, function: FunctionSymbol) -> tuple[FunctionSymbol, ...]:
        """The functions on the request path that call *function*."""
        return tuple(self._callers.get(function, ()))

    @functools.cached_property
    def _callers(self) -> dict[FunctionSymbol, dict[FunctionSymbol, None]]:
        found: dict[FunctionSymbol, dict[FunctionSymbol, None]] = {}
        in_order = sorted(self.serving_functions(), key=lambda f: (f.module.path, f.node.line))
        for caller in in_order:
            for callee in self.runs(caller).called:
                found.setdefault(callee, {})[caller] = None
        return found

    # ── the request path

    def serves(self, function: FunctionSymbol) -> bool:
        """Whether *function* runs while a request is served."""
        return function in self._request_path[0]

    def census(self) -> Census:
        """What the calls on the request path resolve to."""
        found = [self.targets(s) for f in self.serving_functions() for s in self.sites(f)]
        outside = [t.libraries for t in found if t.libraries and not t.functions]
        known = sum(1 for names in outside if any(map(self._libraries.describes, names)))
        return Census(
            project=sum(1 for targets in found if targets.functions),
            known=known,
            strange=len(outside) - known,
            unresolved=sum(1 for targets in found if not targets.is_known),
        )

    def on_event_loop(self, function: FunctionSymbol) -> bool:
        """Whether *function* is a coroutine that runs on the server's event loop for a request."""
        return function in self._request_path[1]

    def serving_functions(self) -> frozenset[FunctionSymbol]:
        """All functions of the project that run while a request is served."""
        return self._request_path[0]

    @functools.cached_property
    def _request_path(self) -> tuple[frozenset[FunctionSymbol], frozenset[FunctionSymbol]]:
        known = self._runs.known
        count = len(known)
        serving: set[FunctionSymbol] = set()
        looping: set[FunctionSymbol] = set()
        pending = collections.deque((root, root.is_coroutine) for root in self.roots)
        while pending:
            function, on_loop = pending.popleft()
            if function in (looping if on_loop else serving):
                continue
            serving.add(function)
            if on_loop:
                looping.add(function)
            runs = self.runs(function)
            # A coroutine runs on the loop of whoever awaits it; a thread has none.
            pending += ((callee, on_loop) for callee in runs.called)
            pending += ((callee, True) for callee in runs.on_loop)
            pending += ((callee, False) for callee in runs.elsewhere)
        if len(known) > count:
            self._kept_runs.write(known)
        coroutines = {f for f in looping if f.is_coroutine}
        return frozenset(serving), frozenset(coroutines)

    def runs(self, function: FunctionSymbol) -> Runs:
        """What running *function* runs."""
        return self._runs.kept(function, self._run_by_function, function)

    def _run_by_function(self, function: FunctionSymbol) -> Runs:
        self._sources.see(function.module.path)
        calls = []
        on_loop: dict[FunctionSymbol, None] = {}
        elsewhere: dict[FunctionSymbol, None] = {}
        for site in self.sites(function):
            calls.append(self._targets.kept(site.call, self._run_at, site))
            offload = self.offload(site)
            if offload is not None:
                later_on_loop = offload.runs in ("task", "background", "callback")
                for callee in self.handed_over(site):
                    (on_loop if later_on_loop and callee.is_coroutine else elsewhere)[callee] = None
        return Runs(tuple(calls), tuple(on_loop), tuple(elsewhere))

    @functools.cached_property
    def behind_dependencies(self) -> frozenset[FunctionSymbol]:
        """What runs when the dependencies of routes are solved."""
        pending = [
            function
            for route in self._application().routes
            for dependency in route.closure.flat()
            for function in self.called_by(dependency)
        ]
        found: set[FunctionSymbol] = set()
        while pending:
            function = pending.pop()
            if function not in found:
                found.add(function)
                pending += self.runs(function).called
        return frozenset(found)

    def all_callers(self, function: FunctionSymbol) -> frozenset[FunctionSymbol]:
        """The functions on the request path that call *function*, through any chain."""
        found: set[FunctionSymbol] = set()
        pending = [function]
        while pending:
            for caller in self.callers(pending.pop()):
                if caller not in found:
                    found.add(caller)
                    pending.append(caller)
        return frozenset(found)

    @kept
    def call_sites(self, function: FunctionSymbol) -> tuple[tuple[FunctionSymbol, Site], ...]:
        """The calls of *function* on the request path, each with the function that makes it."""
        return tuple(
            (caller, site)
            for caller in self.callers(function)
            for site in self.project_calls(caller)
            if function in self.targets(site).functions
        )

    @functools.cached_property
    def roots(self) -> tuple[FunctionSymbol, ...]:
        """What FastAPI itself calls to serve a request: handlers, what they depend on, middleware
        and exception handlers."""
        return tuple(dict.fromkeys([*self._handlers_and_dependencies(), *self._entries()]))

    def _handlers_and_dependencies(self) -> Iterator[FunctionSymbol]:
        for route in self._application().routes:
            if route.handler is not None:
                yield route.handler
            for dependency in route.closure.flat():
                yield from self.called_by(dependency)

    def called_by(self, dependency: Dependency) -> Iterator[FunctionSymbol]:
        """The functions that run when FastAPI solves *dependency* itself."""
        callee = dependency.callee
        if isinstance(callee, FunctionSymbol):
            yield callee
        elif isinstance(callee, ClassSymbol):
            name = "__call__" if dependency.is_instance else "__init__"
            yield from self._method(callee, name)

    # ── through calls

    def reached(
        self, function: FunctionSymbol, wanted: Wanted, through: Site | None = None
    ) -> Chain | None:
        """The shortest way in which calling the sync *function* has a *wanted* effect on the spot.

        *through* is the call, whose arguments may spare the callee some of its own. Coroutines on
        the way are not entered: what they do is theirs, at the place that awaits them.
        """
        search = _Search(wanted, awaiting=False)
        if function.is_coroutine or self._is_seldom(through, search):
            return None
        return self._found(self.entry(function, through), search)

    def reached_awaiting(
        self, function: FunctionSymbol, wanted: Wanted, through: Site | None = None
    ) -> Chain | None:
        """The shortest way in which running *function* to its end has a *wanted* effect."""
        search = _Search(wanted, awaiting=True)
        if self._is_seldom(through, search):
            return None
        return self._found(self.entry(function, through), search)

    def _found(self, start: Entry, search: _Search) -> Chain | None:
        chains = self._chains.setdefault(search, {})
        if start in chains:
            return chains[start]
        came_from: dict[Entry, tuple[Entry, int]] = {}
        pending = collections.deque([start])
        seen = {start}
        while pending:
            entry = pending.popleft()
            if chains.get(entry, _UNSEARCHED) is None:
                continue  # known to lead nowhere
            for site, effects, functions in self.leading(entry.function):
                if (
                    entry.spares(site)
                    or (site.choice and self._is_rare(entry.function, site, search))
                    or (len(functions) >= _SEVERAL and self._is_seldom(site, search))
                ):
                    continue
                for effect in effects:
                    if search.wanted(effect):
                        chain = self._chain(entry, site.line, came_from, effect)
                        chains[start] = chain
                        return chain
                for callee in functions:
                    inner = self.entry(callee, site, entry)
                    if inner not in seen and (search.awaiting or self.runs_at_once(callee, site)):
                        seen.add(inner)
                        came_from[inner] = (entry, site.line)
                        pending.append(inner)
        for entry in seen:
            chains[entry] = None
        return None

    @kept
    def leading(
        self, function: FunctionSymbol
    ) -> list[tuple[Site, tuple[Effect, ...], tuple[FunctionSymbol, ...]]]:
        """The calls in *function* that have an effect or run functions of the project, with both:
        most calls have neither, and every search passes them again."""
        return [
            (site, effects, functions)
            for site in self.sites(function)
            for effects in (self.library_effects(site),)
            for functions in (self.targets(site).functions,)
            if effects or functions
        ]

    def _is_rare(self, function: FunctionSymbol, site: Site, search: _Search) -> bool:
        """Whether the call at *site* is made for one of many values, most of which do without.

        A function that knows dozens of providers stands for none that is special among them. What
        a branch leads to by way of another such choice is not counted.
        """
        choice = site.choice
        if choice is None or search.outside_choices:
            return choice is not None
        if (search, choice.head) not in self._rare:
            outside = _Search(search.wanted, search.awaiting, outside_choices=True)
            taken = {
                other.choice.branch
                for other in self.sites(function)
                if other.choice is not None
                and other.choice.head is choice.head
                and self._leads(function, other, outside)
            }
            self._rare[search, choice.head] = 2 * len(taken) < choice.of
        return self._rare[search, choice.head]

    def _is_seldom(self, site: Site | None, search: _Search) -> bool:
        """Whether most of the functions that the call at *site* may run have no *wanted* effect.

        Among many implementations of one method, a single one tells little of the call.
        """
        if site is None or search.outside_choices:
            return False
        if len(self.targets(site).functions) < _SEVERAL:
            return False
        candidates = [f for f in self.targets(site).functions if not _is_abstract(f.node)]
        if len(candidates) < _SEVERAL:
            return False
        if (search, site.call) not in self._rare:
            outside = _Search(search.wanted, search.awaiting, outside_choices=True)
            leading = [
                callee
                for callee in candidates
                if (search.awaiting or not callee.is_coroutine)
                and self._found(self.entry(callee, site), outside)
            ]
            self._rare[search, site.call] = 2 * len(leading) < len(candidates)
        return self._rare[search, site.call]

    def _leads(self, function: FunctionSymbol, site: Site, search: _Search) -> bool:
        """Whether the call at *site* has an effect that is searched for, or what it calls."""
        return any(map(search.wanted, self.library_effects(site))) or any(
            self._found(self.entry(callee, site, Entry(function)), search)
            for callee in self.targets(site).functions
            if search.awaiting or not callee.is_coroutine
        )

    def entry(
        self, function: FunctionSymbol, site: Site | None, around: Entry | None = None
    ) -> Entry:
        """*function* as it is called at *site* (in *around*), with what spares it calls."""
        if site is None:
            return Entry(function)
        if around is None or not around.lacked:
            known = self._entries_at.get((function, site.call))
            if known is None:
                known = self._entries_at[function, site.call] = self._entered(function, site, None)
            return known
        return self._entered(function, site, around)

    def _entered(self, function: FunctionSymbol, site: Site, around: Entry | None) -> Entry:
        lacked = self._lacked(site, around) | self._left_out(function, site.call, around)
        return Entry(function, self._given(function, site.call) or _NONE, lacked or _NONE)

    def _given(self, function: FunctionSymbol, call: Call) -> frozenset[str]:
        asked = self._asked(function)
        if not asked or call.is_spread:
            return frozenset()
        parameters = [p.name for p in function.node.parameters]
        if parameters[:1] in (["self"], ["cls"]):
            parameters = parameters[1:]
        passed = [*zip(parameters, call.args)]
        passed += [(k.arg, k.value) for k in call.keywords if k.arg is not None]
        return frozenset(
            name for name, value in passed if name in asked and not _may_be_absent(value)
        )

    def _lacked(self, site: Site, around: Entry | None) -> frozenset[str]:
        match site.call.func:
            case Attribute(value=Name(id="self") | Call(func=Name(id="super"))):
                lacked = around.lacked if around is not None else ()
                return frozenset(part for part in lacked if part.startswith(_OF_SELF))
            case Attribute(value=Name() | Attribute() as receiver):
                lacked = self._parts.lacked_by(receiver, site.scope)
                return frozenset(f"{_OF_SELF}{part}" for part in lacked)
        return frozenset()

    def _left_out(
        self, function: FunctionSymbol, call: Call, around: Entry | None
    ) -> frozenset[str]:
        """The parameters of *function* that *call*, made in *around*, surely leaves empty, and what
        it takes from its ``**kwargs``."""
        optional, taken = self._optional(function), self._taken(function)
        if not (optional or taken) or not isinstance(function.node, Function):
            return frozenset()
        lacked = around.lacked if around is not None else frozenset()
        passed = {name: argument(name, function.node, call) for name in optional}
        if not call.is_spread:
            passed |= {name: call.keyword(key) or _NOTHING for name, key in taken.items()}
        return frozenset(
            name
            for name, value in passed.items()
            if (isinstance(value, Constant) and not value.value)
            or (isinstance(value, Name) and value.id in lacked)
        )

    @kept
    def _optional(self, function: FunctionSymbol) -> frozenset[str]:
        """The parameters without which *function* does not make some of its calls, or that it hands
        on as they are."""
        names = {parameter.name for parameter in function.node.parameters}
        asked = set()
        for site in self.sites(function):
            asked |= names & site.needs
            asked |= {value.id for value in site.call.passed if isinstance(value, Name)} & names
        bindings = self._names.scopes(function.module).of(function.node).bindings
        return frozenset(name for name in asked if len(bindings[name]) == 1)

    @kept
    def _taken(self, function: FunctionSymbol) -> Mapping[str, str]:
        """The variables without which *function* does not make some of its calls, and that it only
        takes from its ``**kwargs``, by the keyword: ``cache = kwargs.get("cache")``."""
        rest = {p.name for p in function.node.parameters if p.kind == "doublestar"}
        if not rest:
            return {}
        bindings = self._names.scopes(function.module).of(function.node).bindings
        found = {}
        for name in {name for site in self.sites(function) for name in site.needs}:
            match [binding.value for binding in bindings.get(name, ())]:
                case [
                    Call(
                        Attribute(Name(id=kwargs), "get" | "pop"),
                        (Constant(str() as key),) | (Constant(str() as key), Constant(None)),
                    )
                ] if kwargs in rest:
                    found[name] = key
        return found

    @kept
    def _asked(self, function: FunctionSymbol) -> frozenset[str]:
        """The parameters whose presence spares *function* some of its calls."""
        names = {parameter.name for parameter in function.node.parameters}
        return frozenset(
            name for site in self.sites(function) for name in site.unless if name in names
        )

    def _chain(
        self,
        last: Entry,
        line: int,
        came_from: Mapping[Entry, tuple[Entry, int]],
        effect: Effect,
    ) -> Chain:
        steps = [Step(last.function, last.function.module.path, line)]
        while last in came_from:
            last, line = came_from[last]
            steps.append(Step(last.function, last.function.module.path, line))
        return Chain(tuple(reversed(steps)), effect)

    # ── resolution

    def _resolved(self, values: Collection[Value], implementations: bool = True) -> Targets:
        if not values:
            return _UNRESOLVED
        functions: list[FunctionSymbol] = []
        libraries: list[str] = []
        for value in values:
            match value:
                case FunctionSymbol() as function:
                    functions.append(function)
                    if implementations:
                        functions.extend(self._implementations(function, None))
                case Bound(receiver, FunctionSymbol() as function):
                    functions.append(function)
                    if implementations:
                        functions.extend(self._implementations(function, receiver.type))
                case Bound(_, LibrarySymbol(dotted)) | LibrarySymbol(dotted):
                    libraries.append(dotted)
                case ClassSymbol():
                    for name in ("__init__", "__post_init__"):
                        functions.extend(self._method(value, name))
                case Instance(ClassSymbol() as cls):
                    functions.extend(self._method(cls, "__call__"))
                case Instance(LibrarySymbol(dotted)):
                    libraries.append(f"{dotted}.__call__")
                case Partial(target):
                    inner = self._resolved([target])
                    functions.extend(inner.functions)
                    libraries.extend(inner.libraries)
                case _ if getattr(value, "source", None) is not None:
                    source = getattr(value, "source")  # noqa: B009
                    if isinstance(source, FunctionSymbol):
                        functions.append(source)
        by_place = sorted(set(functions), key=lambda f: (f.module.path, f.node.line, f.node.col))
        targets = Targets(tuple(by_place), tuple(sorted(set(libraries))))
        return self._distinct_targets.setdefault(targets, targets)

    def _method(self, cls: ClassSymbol, name: str) -> Iterator[FunctionSymbol]:
        found = self._types.member(cls, name)
        if found is not None and isinstance(found[1].value, Function):
            yield FunctionSymbol(found[0].module, found[1].value)

    def _implementations(
        self, function: FunctionSymbol, receiver: ClassSymbol | LibrarySymbol | None
    ) -> Iterator[FunctionSymbol]:
        """What the classes below *receiver* make of *function*, if that leaves it to them."""
        node = function.node
        if isinstance(node, Lambda) or node.name == "__init__" or not _is_abstract(node):
            return
        if not isinstance(receiver, ClassSymbol):
            scope = self._names.scope_of(function.module, node)
            receiver = self._names.class_of_method(node, scope)
        if receiver is not None:
            below = self._subclasses.kept(None, self._derived)
            for subclass in below.get(receiver, ()):
                yield from self._method(subclass, node.name)

    def _derived(self) -> dict[ClassSymbol, list[ClassSymbol]]:
        """The classes below each class of the project."""
        found: dict[ClassSymbol, list[ClassSymbol]] = {}
        for module in self._modules.values():
            if is_test(module.path):
                continue  # stand-ins, not implementations
            for node in definitions(module):
                if not isinstance(node, Function) and node.bases:
                    cls = ClassSymbol(module, node)
                    for base in self._types.mro(cls)[1:]:
                        if isinstance(base, ClassSymbol):
                            found.setdefault(base, []).append(cls)
        return found


def _declines_to_wait(call: Call) -> bool:
    """Whether the call asks to fail rather than wait: ``acquire(blocking=False)``, ``LOCK_NB``."""
    for name in ("blocking", "block"):
        value = call.keyword(name)
        if isinstance(value, Constant) and value.value is False:
            return True
    match call.args:
        case (Constant(value=False), *_):
            return True
    flags = (node for arg in call.args for node in walk(arg) if isinstance(node, Attribute))
    return any(node.attr in ("LOCK_NB", "WNOHANG", "O_NONBLOCK") for node in flags)


def _is_done(site: Site) -> bool:
    """Whether the call asks a future for its result after this said that it has one, or waits for a
    process after this said that it has ended."""
    match site.call.func:
        case Attribute(value=future, attr="result" | "exception"):
            return f"{text(future)}.done()" in site.needs
        case Attribute(value=process, attr="wait" | "communicate"):
            return f"{text(process)}.poll()" in site.needs
    return False


def _takes_few_rounds(call: Call) -> bool:
    """Whether a key is derived in so few rounds that it takes a few milliseconds."""
    rounds = call.args[3] if len(call.args) > 3 else call.keyword("iterations")
    return isinstance(rounds, Constant) and isinstance(rounds.value, int) and rounds.value < _ROUNDS


def _measures_nothing(call: Call) -> bool:
    """Whether the call tells how busy a processor was since the last one, and does not wait to see
    it: without an ``interval``, or with one of 0."""
    return not call.is_spread and _may_be_absent(call.argument("interval", 0) or _NOTHING)


def _may_be_absent(value: Expression) -> bool:
    return isinstance(value, Constant) and not value.value


def _is_super(callee: Expression) -> bool:
    """Whether *callee* is ``super().name``: the bases' own, whatever others make of it."""
    match callee:
        case Attribute(value=Call(func=Name(id="super"))):
            return True
    return False


def _is_abstract(function: Function | Lambda) -> bool:
    """Whether the body only says that a subclass has to provide one."""
    return not isinstance(function, Lambda) and all(map(_says_nothing, function.body))


def _says_nothing(statement: Statement) -> bool:
    match statement:
        case Raise():
            return True
        case Return(value=None):
            return True
    return False
