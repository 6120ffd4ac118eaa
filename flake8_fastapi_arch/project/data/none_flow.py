"""What one function does with what may be None, statement by statement."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assert,
    Assign,
    Attribute,
    AugAssign,
    Await,
    BoolOp,
    Call,
    Class,
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
    Statement,
    Subscript,
    Try,
    While,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import children, own, own_nodes, statements, walk
from flake8_fastapi_arch.project.data.optional_lookups import Lookup, own_name
from flake8_fastapi_arch.project.data.presence import (
    State,
    absent_in,
    behind,
    joined,
    names_used,
    narrowed,
    question,
    tested_in,
    tests_presence,
    without,
)
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import is_broad
from flake8_fastapi_arch.project.flow.keys import argument_for, is_log, names_behind
from flake8_fastapi_arch.project.flow.uses import bound_by, bound_names, holding
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.data.missing_rows import MissingRows


_TAKING = frozenset({"delete", "refresh", "expunge", "model_validate", "from_orm", "parse_obj"})
"""Methods that fail when they are handed None."""
_HARMLESS = frozenset({"builtins.print", "builtins.bool", "builtins.isinstance", "builtins.type"})
_ALL_EXCEPTIONS = ("builtins.AttributeError", "builtins.TypeError")


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


class Flow(msgspec.Struct, frozen=True):
    """What is seen of one function: uses in source order, and what it may give for nothing."""

    uses: tuple[Use, ...] = ()
    missing: Lookup | None = None
    asserted: tuple[tuple[Assert, str, Lookup], ...] = ()
    """The assertions that something is there which may not be found: its name, its lookup."""


class Walk:
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
        self._asserted: dict[Assert, tuple[str, Lookup]] = {}
        self._absent: dict[str, Lookup] = {}
        self._breaks: list[list[State]] = []
        self._forgiven = 0

    def run(self, start: State) -> Flow:
        """Walks the body, with the variables of *start* possibly None."""
        assert isinstance(self._function.node, Function)
        state = {**self._repeated, **start}
        self._eventful = self._events({*state})
        self._block(self._function.node.body, state)
        missing = None if self._function.node.is_generator else next(iter(self._missing), None)
        asserted = tuple((node, *found) for node, found in self._asserted.items())
        return Flow(tuple(self._uses.values()), missing, asserted)

    def _asked_twice(self) -> State:
        """What the request is asked for in the same words more than once, under these words: they
        are as good as a variable, so that one place may test what another uses."""
        found: dict[str, Lookup] = {}
        questions = {call: question(call) for call in self._lookups}
        counts = collections.Counter(questions.values())
        for call, words in questions.items():
            bag = self._rows.lookups.bag(call, self._scope) if words and counts[words] > 1 else None
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
                state = behind(node.test, self._bound_in(node.test, state))
                absent = dict(self._absent)
                self._absent = {**absent, **self._found_absent(node.test, state, holds=True)}
                then = self._block(node.body, narrowed(node.test, state, holds=True))
                self._absent = {**absent, **self._found_absent(node.test, state, holds=False)}
                other = self._block(node.orelse, narrowed(node.test, state, holds=False))
                if then is None:  # what follows is for the rest
                    absent = {**absent, **self._found_absent(node.test, state, holds=False)}
                self._absent = absent
                return self._depending(node.test, then, joined(then, other))
            case While():
                return self._loop(node, state)
            case For():
                self._use(node.iter, state)
                self._expression(node.iter, state)
                state = without(state, bound_names(node.target))
                return self._loop(node, state)
            case Try():
                return self._try(node, state)
            case With():
                suppressing = 0
                for item in node.items:
                    self._expression(item.context, state)
                    suppressing += self._suppresses(item.context)
                    if item.target is not None:
                        state = without(state, bound_names(item.target))
                self._forgiven += suppressing
                after = self._block(node.body, state)
                self._forgiven -= suppressing
                return joined(state, after) if suppressing else after
            case Match():
                self._expression(node.subject, state)
                state = without(state, bound_names(node.subject))
                left: State | None = state
                for case in node.cases:
                    left = joined(left, self._block(case.body, without(state, case.names)))
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
                return narrowed(node.test, self._bound_in(node.test, state), holds=True)
            case Jump():
                if node.kind == "break" and self._breaks:
                    self._breaks[-1].append(state)
                return None
            case Assign():
                return self._assign(node, state)
            case Delete():
                return without(state, [n for t in node.targets for n in bound_names(t)])
            case AugAssign():
                self._expression(node, state)
                return without(state, bound_names(node.target))
        self._expression(node, state)
        state = self._bound_in(node, state)
        return None if self._never_returns(node) else self._handed_over(node, state)

    def _depending(self, test: Expression, then: State | None, state: State | None) -> State | None:
        """The state behind a branch that rules None out where a parameter says so."""
        assert isinstance(self._function.node, Function)
        if not state:
            return state
        flags = names_used(test) & {p.name for p in self._function.node.parameters}
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
        inner = narrowed(test, state, holds=True) if test is not None else state
        after = self._block(node.body, inner)
        if after is not None:
            again = joined(state, after) or {}
            self._block(node.body, narrowed(test, again, True) if test is not None else again)
        breaks = self._breaks.pop()
        ends: State | None = joined(state, after) or {}
        if isinstance(test, Constant) and test.value:
            ends = None
        elif test is not None:
            ends = narrowed(test, ends or {}, holds=False)
        ends = self._block(node.orelse, ends)
        for state_there in breaks:
            ends = joined(ends, state_there)
        return ends

    def _try(self, node: Try, state: State) -> State | None:
        forgiving = any(self._forgives(handler) for handler in node.handlers)
        self._forgiven += forgiving
        after = self._block(node.body, state)
        self._forgiven -= forgiving
        bound = {name for s in statements(node.body) for name in bound_by(s)}
        entry = without(state, bound)
        left = self._block(node.orelse, after)
        for handler in node.handlers:
            left = joined(left, self._block(handler.body, entry))
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
        proved = narrowed(node.test, state, holds=True)
        for name, lookup in state.items():
            if name not in proved and tests_presence(node.test, name):
                self._asserted.setdefault(node, (name, lookup))

    def _assign(self, node: Assign, state: State) -> State:
        if node.value is None:
            return state
        self._expression(node.value, state)
        state = self._bound_in(node.value, state)
        lookup = self._maybe(node.value, state)
        tested = tested_in(node.value)
        for target in node.targets:
            if isinstance(target, Display) and lookup is not None:
                self._report(node.value, lookup, _name_of(node.value) or lookup.what)
            if not isinstance(target, Name):
                self._expression(target, state)
        state = self._handed_over(node, without(state, tested))
        state = without(state, [name for target in node.targets for name in bound_names(target)])
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
                    state = narrowed(value, state, holds=op == "and")
                return state
            case IfExp(test, body, orelse):
                self._expression(test, state)
                state = self._bound_in(test, state)
                self._expression(body, narrowed(test, state, holds=True))
                self._expression(orelse, narrowed(test, state, holds=False))
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
            inner = without(inner, bound_names(generator.target))
            for test in generator.ifs:
                self._expression(test, inner)
                inner = narrowed(test, self._bound_in(test, inner), holds=True)
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
                return self._maybe(body, narrowed(test, state, True)) or self._maybe(
                    orelse, narrowed(test, state, False)
                )
            case Call() if node in self._lookups:
                if self._repeated and question(node) in self._repeated:
                    return state.get(question(node))
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
                state = without(state, [part.target.id])
                if lookup is not None:
                    state = {**state, part.target.id: lookup}
        return state

    def _found_absent(self, test: Expression, state: State, holds: bool) -> dict[str, Lookup]:
        """The variables that *test* finds to be None, each with what was looked up for it."""
        found = {}
        for name in absent_in(test, holds):
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
        return Lookup(inner, own_name(self._function), keys, unless=self._switches(inner, name))

    def _switches(self, call: Call, found: str) -> frozenset[str]:
        """The parameters of the function that may switch a refusal on: those that *call* is passed,
        and those that a branch asks for together with *found*, what it gave, before it raises."""
        assert isinstance(self._function.node, Function)
        asked = {argument.id for argument in call.passed if isinstance(argument, Name)}
        for branch in own(self._function.node, If):
            if branch.body and isinstance(branch.body[-1], Raise):
                used = names_used(branch.test)
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
                state = without(state, names)
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


def _name_of(node: Expression) -> str | None:
    match node:
        case Name(id=name):
            return name
        case NamedExpr(target=target):
            return target.id
    return None


def _is_helper(call: Call) -> bool:
    """Whether *call* may be one that refuses."""
    name = call.func.attr if isinstance(call.func, Attribute) else ""
    if isinstance(call.func, Name):
        name = call.func.id
    return name.startswith(("raise", "abort", "fail", "require", "ensure", "assert"))
