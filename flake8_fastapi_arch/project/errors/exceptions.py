"""Which exceptions can leave a function, through any chain of calls, and who catches them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Class,
    Constant,
    Dict,
    ExceptHandler,
    Expression,
    For,
    Function,
    If,
    Lambda,
    Match,
    Module,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
    UnaryOp,
    While,
    With,
    Yield,
    YieldFrom,
)
from flake8_fastapi_arch.facts.walk import blocks, definitions, own, own_nodes, statements, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.errors.exception_types import (
    BROAD,
    STARLETTE_HTTP,
    ExceptionType,
    ExceptionTypes,
)
from flake8_fastapi_arch.project.errors.rejections import Rejection, Rejections
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain, Effects, Step
from flake8_fastapi_arch.project.flow.guards import Guard, guards, surely_fails
from flake8_fastapi_arch.project.flow.keys import Keys
from flake8_fastapi_arch.project.flow.uses import holding
from flake8_fastapi_arch.project.inference.fixpoint import Fixpoint
from flake8_fastapi_arch.project.inference.types import Bound, Types
from flake8_fastapi_arch.project.libraries import Effect, Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

EXCEPTION = "exception"
"""The kind of effect at the end of a chain that ends in a ``raise``."""

_ELSEWHERE = frozenset({"task", "background", "callback"})
_RESTARTING = ("tenacity.", "retrying.")  # raise errors of their own in place of what was raised
_REGISTERING = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "trace", "route", "api_route",
     "websocket", "middleware", "exception_handler", "on_event"}
)  # fmt: skip
_CONTEXT_MANAGERS = ("contextlib.contextmanager", "contextlib.asynccontextmanager")
_INNERMOST = "starlette.middleware.exceptions.ExceptionMiddleware"
_BY_TORTOISE = frozenset(
    LibrarySymbol(f"tortoise.exceptions.{name}") for name in ("DoesNotExist", "IntegrityError")
)
"""What it answers where it is asked to ``add_exception_handlers``."""
_MANY = 4  # targets of a call, of which most must raise for it to count
_INNER = frozenset({"call_next", "app", "_app", "__call__", "original_route_handler"})


class Raised(msgspec.Struct, frozen=True):
    """An exception that can leave a function, and how it comes about.

    ``steps`` are the functions entered, in order, from the one it leaves to the one that raises it;
    the last step's line is that of the ``raise``. ``status`` is that of an HTTPException, where it
    is known. ``guards`` must hold of the parameters of the function that it leaves. ``is_wrapped``
    says that it stands for another exception, in whose ``except`` clause it is raised. Where a
    client decides about an exception that is not the project's own, ``rejection`` says how.
    """

    type: ExceptionType
    status: int | None
    steps: tuple[Step, ...]
    guards: frozenset[Guard] = frozenset()
    is_wrapped: bool = False
    rejection: Rejection | None = None

    @property
    def name(self) -> str:
        """The class's own name."""
        if isinstance(self.type, ClassSymbol):
            return self.type.node.name
        return self.type.dotted.rpartition(".")[2]

    @property
    def is_direct(self) -> bool:
        """Whether the function that it leaves raises it itself."""
        return len(self.steps) == 1

    @property
    def line(self) -> int:
        """Where it arises in the function that it leaves: the line of the call, or the raise."""
        return self.steps[0].line

    @property
    def chain(self) -> Chain:
        """The way as one that effects take; at its end stands the exception."""
        return Chain(self.steps, Effect(EXCEPTION, self.name))


Found = tuple[Raised, ...]
_NONE: Found = ()


class Handled(msgspec.Struct, frozen=True):
    """What the application catches around its routes. ``everything``: or may catch, unresolved."""

    types: frozenset[ExceptionType]
    everything: bool


class _Frame(msgspec.Struct, frozen=True):
    """The function whose statements are looked at, and what the handler around them caught."""

    function: FunctionSymbol
    scope: Scope
    caught: Found | None = None
    name: str | None = None


class Exceptions:
    """Follows exceptions from where they are raised to where they are caught."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        effects: Effects,
        libraries: Libraries,
        keys: Keys,
        application: Callable[[], Application],
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self.types = ExceptionTypes(names, types)
        self._modules = modules
        self._names = names
        self._values = types
        self._effects = effects
        self._rejections = Rejections(names, types, libraries, effects, keys)
        self._application = application
        self._calls_named = calls_named
        self._known: Fixpoint[Found] = Fixpoint(_NONE)
        self._reaching: dict[ExceptHandler, Found] = {}

    # ── questions

    def leaving(self, function: FunctionSymbol) -> Found:
        """The exceptions that can leave *function*, each by its shortest way; what is caught on the
        way, or may be, is left out."""
        return self._known.ask(function, self._leaving, function)

    def reaching(self, function: FunctionSymbol) -> Mapping[ExceptHandler, Found]:
        """The exceptions that come to the ``except`` clauses of *function*."""
        self.leaving(function)
        return {
            handler: self._reaching.get(handler, _NONE)
            for node in own(function.node, Try)
            for handler in node.handlers
        }

    def leaving_route(self, route: Route) -> Found:
        """The exceptions of the handler of *route* that its dependencies with ``yield`` let go."""
        if route.handler is None:
            return _NONE
        found = self.leaving(route.handler)
        for dependency in route.closure.flat():
            callee = dependency.callee
            if found and isinstance(callee, FunctionSymbol) and callee.is_generator:
                found = self._through_generator(callee, found)
        return found

    def refusing(self, route: Route) -> Iterator[Raised]:
        """The exceptions that can leave the handler of *route* or what it depends on."""
        yield from self.leaving_route(route)
        for dependency in route.closure.flat():
            callee = dependency.callee
            if isinstance(callee, FunctionSymbol):
                yield from self.leaving(callee)
            elif isinstance(callee, ClassSymbol):
                name = "__call__" if dependency.is_instance else "__init__"
                member = self._values.member(callee, name)
                if member is not None and isinstance(member[1].value, Function):
                    yield from self.leaving(FunctionSymbol(member[0].module, member[1].value))

    def is_handled(self, raised: ExceptionType) -> bool:
        """Whether the application has, or may have, a handler or a middleware for *raised*."""
        handled = self.handled
        return handled.everything or any(
            self.types.is_below(raised, base) is not False for base in handled.types
        )

    def entering(self, raised: Raised) -> Site | Raise | Call | Name | Attribute | None:
        """Where *raised* arises in the function that it leaves: the call that lets it in, or what
        raises it."""
        function = raised.steps[0].function
        looked_up = raised.rejection.call if raised.rejection is not None else None
        if isinstance(looked_up, Subscript) and raised.is_direct:
            return looked_up.value if isinstance(looked_up.value, (Name, Attribute)) else None
        for site in self._effects.sites(function):
            if site.line == raised.line:
                return site
        return next((r for r in own(function.node, Raise) if r.line == raised.line), None)

    def passes_by_its_handler(self, raised: ExceptionType) -> bool:
        """Whether *raised* is surely answered where a route lets it go, and surely not where a
        middleware does: the handlers of an app stand inside of its middleware."""
        if self.handled.everything or is_broad(self.handled.types):
            return False
        answered = {LibrarySymbol(STARLETTE_HTTP), *self._registered_types.types}
        return any(self.types.is_below(raised, base) is True for base in answered) and all(
            self.types.is_below(raised, base) is False for base in self._caught_types.types
        )

    @functools.cached_property
    def handled(self) -> Handled:
        """The exceptions for which any app has a handler, or that its middleware catches. Who
        answers all errors alike with a 500 handles none."""
        inside, around = self._registered_types, self._caught_types
        return Handled(inside.types | around.types, inside.everything or around.everything)

    @functools.cached_property
    def _registered_types(self) -> Handled:
        return _joined(self._registered())

    @functools.cached_property
    def _caught_types(self) -> Handled:
        return _joined(self._caught_around())

    # ── one function

    def _leaving(self, function: FunctionSymbol) -> Found:
        node = function.node
        scope = self._names.scope_of(function.module, node)
        frame = _Frame(function, scope)
        if isinstance(node, Lambda):
            return _shortest(self._expression(node.body, frame))
        found = self._block(node.body, frame)
        for decorator in node.decorators if found else ():
            found = self._through_decorator(decorator, frame, found)
        return _shortest(found)

    def _block(self, body: tuple[Statement, ...], frame: _Frame) -> list[Raised]:
        found: list[Raised] = []
        for statement in body:
            found += self._statement(statement, frame)
            if isinstance(statement, If) and _leaves(statement.body):
                frame = self._narrowed(frame, statement.test, holds=False)
        return found

    def _statement(self, node: Statement, frame: _Frame) -> list[Raised]:
        if node not in self._raising(frame.function):
            return []
        match node:
            case Function() | Class():
                return []
            case Raise():
                return [*self._expression(node, frame), *self._raise(node, frame)]
            case Try():
                return self._try(node, frame)
            case With():
                return self._with(node, frame)
            case If():
                return [
                    *self._expression(node.test, frame),
                    *self._block(node.body, self._narrowed(frame, node.test, holds=True)),
                    *self._block(node.orelse, self._narrowed(frame, node.test, holds=False)),
                ]
            case For(iter=head) | While(test=head) | Match(subject=head):
                found = self._expression(head, frame, iterated=isinstance(node, For))
                for block in blocks(node):
                    found += self._block(block, frame)
                return found
        return self._expression(node, frame)

    def _expression(self, node: Node, frame: _Frame, iterated: bool = False) -> list[Raised]:
        """What the calls in *node* let out."""
        if node not in self._raising(frame.function):
            return []
        sites = self._entering_project(frame.function)
        rejecting = self._rejections.of(frame.function)
        parts = walk(node)
        rejected = [
            self._rejected(rejecting[part], frame)
            for part in parts
            if type(part) in (Call, Subscript) and part in rejecting
        ]
        calls = [part for part in parts if type(part) is Call and part in sites]
        if not calls:
            return rejected
        awaited = any(isinstance(part, (Await, YieldFrom)) for part in parts)
        return rejected + [
            raised
            for call in calls
            for raised in self._call(sites[call], frame, awaited, iterated and call is node)
        ]

    def _rejected(self, rejection: Rejection, frame: _Frame) -> Raised:
        """What a library raises in the function itself."""
        call = rejection.call
        assert call is not None
        step = Step(frame.function, frame.function.module.path, call.line)
        guards = self._guards(call, frame)
        return Raised(rejection.type, None, (step,), guards, rejection=rejection)

    def _call(self, site: Site, frame: _Frame, awaited: bool, iterated: bool) -> list[Raised]:
        functions = list(self._effects.targets(site).functions)
        offload = self._effects.offload(site)
        if offload is not None:
            if offload.runs in _ELSEWHERE and not awaited:
                return []
            functions += self._effects.handed_over(site)
        parts = []
        for callee in dict.fromkeys(functions):
            if callee.is_generator and not iterated:
                continue
            if callee.is_coroutine and not awaited:
                continue
            parts.append(self._entered(callee, site, frame))
        raising = sum(bool(part) for part in parts)
        if len(parts) >= _MANY and 2 * raising <= len(parts):
            return []
        return [raised for part in parts for raised in part]

    def _entered(self, callee: FunctionSymbol, site: Site, frame: _Frame) -> list[Raised]:
        """What leaves *callee* as it is called at *site*."""
        leaving = self.leaving(callee)
        if not leaving:
            return []
        step = Step(frame.function, frame.function.module.path, site.line)
        around = self._guards(site.call, frame)
        node = callee.node
        found = []
        for raised in leaving:
            if isinstance(node, Function) and any(
                surely_fails(guard, node, site.call) for guard in raised.guards
            ):
                continue
            rejection = raised.rejection
            if rejection is not None:
                passed_on = self._rejections.passed_on(rejection, callee, site, frame.function)
                if passed_on is None and rejection.call is not None:
                    continue  # no client decides it here
                rejection = passed_on
            found.append(
                msgspec.structs.replace(
                    raised, steps=(step, *raised.steps), guards=around, rejection=rejection
                )
            )
        return found

    def _raise(self, node: Raise, frame: _Frame) -> list[Raised]:
        exc = node.exc
        if exc is None or (isinstance(exc, Name) and exc.id == frame.name):
            return list(frame.caught or ())
        step = Step(frame.function, frame.function.module.path, node.line)
        around = self._guards(node, frame)
        return [
            Raised(
                type,
                self.types.status(exc, type, frame.scope),
                (step,),
                around,
                is_wrapped=frame.caught is not None,
                rejection=self._rejections.by(node, type, frame.function)
                if isinstance(type, LibrarySymbol) and type.dotted.startswith("builtins.")
                else None,
            )
            for type in self.types.of(exc, frame.scope)
            if not self._cannot_be_made(type)
        ]

    def _cannot_be_made(self, type: ExceptionType) -> bool:
        """Whether making the exception raises another one, always."""
        if not isinstance(type, ClassSymbol):
            return False
        member = self._values.member(type, "__init__")
        init = member[1].value if member is not None else None
        return isinstance(init, Function) and bool(init.body) and isinstance(init.body[-1], Raise)

    def _guards(self, node: Node, frame: _Frame) -> frozenset[Guard]:
        function = frame.function.node
        return (
            guards(function).get(node, frozenset())
            if isinstance(function, Function)
            else (frozenset())
        )

    # ── catching

    def _try(self, node: Try, frame: _Frame) -> list[Raised]:
        thrown = _shortest(self._block(node.body, frame))
        found = self._caught(node.handlers, thrown, frame, frame.scope)
        for block in (node.orelse, node.final):
            found += self._block(block, frame)
        return found

    def _caught(
        self,
        handlers: tuple[ExceptHandler, ...],
        thrown: Found,
        frame: _Frame,
        scope: Scope,
    ) -> list[Raised]:
        """What is left of *thrown* behind *handlers*, which stand in *scope*, and what they raise
        themselves."""
        left: list[Raised] = []
        reaching: dict[ExceptHandler, list[Raised]] = {handler: [] for handler in handlers}
        for raised in thrown:
            for handler in handlers:
                catches = self._catches(handler, raised, scope)
                if catches:
                    reaching[handler].append(raised)
                if catches is not False:  # None: it may be caught, so nobody can say it leaves
                    break
            else:
                left.append(raised)
        for handler in handlers:
            caught = self._reaching[handler] = tuple(reaching[handler])
            if self._has_it_judged(handler, frame):
                caught = ()  # what is let go then is what that function has nothing to say about
            inner = msgspec.structs.replace(frame, caught=caught, name=handler.name)
            left += self._block(handler.body, inner)
        return left

    def _has_it_judged(self, handler: ExceptHandler, frame: _Frame) -> bool:
        """Whether the clause hands what it caught to a function of the project that raises."""
        within = {node for statement in handler.body for node in walk(statement)}
        return handler.name is not None and any(
            own(function.node, Raise)
            for call, site in self._entering_project(frame.function).items()
            if call in within
            and any(isinstance(a, Name) and a.id == handler.name for a in call.passed)
            for function in self._effects.targets(site).functions
        )

    def _catches(self, handler: ExceptHandler, raised: Raised, scope: Scope) -> bool | None:
        classes, known = self.types.caught(handler.caught, scope)
        verdicts = {self.types.is_below(raised.type, base) for base in classes}
        if True in verdicts:
            return True
        return None if None in verdicts or not known else False

    def _narrowed(self, frame: _Frame, test: Expression, holds: bool) -> _Frame:
        """The frame where *test*, ``isinstance(e, X)`` of the exception caught, came out so."""
        match test:
            case UnaryOp("not", operand):
                return self._narrowed(frame, operand, not holds)
            case BoolOp(op, values) if (op == "and") is holds:
                for value in values:
                    frame = self._narrowed(frame, value, holds)
                return frame
            case Call(func=Name(id="isinstance"), args=(Name(id=name), classes)) if (
                frame.caught is not None and name == frame.name
            ):
                wanted, known = self.types.caught(classes, frame.scope)
                kept = tuple(
                    raised
                    for raised in frame.caught
                    if known
                    and any(self.types.is_below(raised.type, base) for base in wanted) is holds
                )
                return msgspec.structs.replace(frame, caught=kept)
        return frame

    # ── what lies around: context managers, decorators, dependencies

    def _with(self, node: With, frame: _Frame) -> list[Raised]:
        found = self._block(node.body, frame)
        for item in reversed(node.items):
            if found:
                found = self._through_manager(item.context, frame, found)
            found += self._entering(item.context, frame)
        return found

    def _entering(self, context: Expression, frame: _Frame) -> list[Raised]:
        """What making and entering the context manager raises."""
        found = self._expression(context, frame)
        site = (
            self._entering_project(frame.function).get(context)
            if isinstance(context, Call)
            else None
        )
        for callee in self._effects.targets(site).functions if site is not None else ():
            if callee.is_generator:
                assert site is not None
                found += self._entered(callee, site, frame)
        return found

    def _through_manager(
        self, context: Expression, frame: _Frame, thrown: list[Raised]
    ) -> list[Raised]:
        """What a context manager lets out of *thrown*; nothing, where it is not known."""
        if isinstance(context, Await):
            context = context.value
        managers = self._managers(context, frame)
        if not managers:
            return []
        for manager in managers:
            match manager:
                case LibrarySymbol("contextlib.suppress") if isinstance(context, Call):
                    caught = [self.types.caught(argument, frame.scope) for argument in context.args]
                    if not all(known for _, known in caught):
                        return []
                    bases = {base for classes, _ in caught for base in classes}
                    thrown = [
                        raised
                        for raised in thrown
                        if all(self.types.is_below(raised.type, base) is False for base in bases)
                    ]
                case FunctionSymbol():
                    if manager.is_generator:
                        thrown = list(self._through_generator(manager, tuple(thrown)))
                case ClassSymbol():
                    for name in ("__exit__", "__aexit__"):
                        member = self._values.member(manager, name)
                        if member is not None and _may_suppress(member[1].value):
                            return []
        return thrown

    def _managers(
        self, context: Expression, frame: _Frame
    ) -> list[FunctionSymbol | ClassSymbol | LibrarySymbol]:
        found: list[FunctionSymbol | ClassSymbol | LibrarySymbol] = []
        target = context.func if isinstance(context, Call) else context
        for value in self._values.of(target, frame.scope):
            match value:
                case Bound(target=FunctionSymbol() | LibrarySymbol() as function):
                    found.append(function)
                case FunctionSymbol() | ClassSymbol() | LibrarySymbol():
                    found.append(value)
                case _ if (type := getattr(value, "type", None)) is not None:
                    found.append(type)
        plain = [f for f in found if isinstance(f, FunctionSymbol) and not f.is_generator]
        if plain:  # a function that makes the manager
            for value in self._values.of(context, frame.scope):
                type = getattr(value, "type", None)
                if type is not None:
                    found.append(type)
        return found

    def _through_generator(self, function: FunctionSymbol, thrown: Found) -> Found:
        """What a function lets out that is thrown in at its ``yield``."""
        node = function.node
        if not isinstance(node, Function):
            return thrown
        frame = _Frame(function, self._names.scope_of(function.module, node))
        for outer in reversed(_tries_around_yields(node)):
            thrown = _shortest(self._caught(outer.handlers, thrown, frame, frame.scope))
        return thrown

    def _through_decorator(
        self, decorator: Expression, frame: _Frame, thrown: list[Raised]
    ) -> list[Raised]:
        """What a decorator lets out of *thrown*; nothing, where it is not known."""
        target = decorator.func if isinstance(decorator, Call) else decorator
        around = frame.scope.parent or frame.scope
        values = self._values.of(target, around)
        if not values:
            registers = isinstance(target, Attribute) and target.attr in _REGISTERING
            return thrown if registers else []
        for value in values:
            match value:
                case FunctionSymbol() as function:
                    thrown = self._through_wrapper(function, thrown)
                case Bound(target=FunctionSymbol() as function):
                    thrown = self._through_wrapper(function, thrown)
                case LibrarySymbol(dotted) | Bound(target=LibrarySymbol(dotted)):
                    if dotted.startswith(_RESTARTING):
                        return []
                case ClassSymbol():
                    return []
        return thrown

    def _through_wrapper(self, function: FunctionSymbol, thrown: list[Raised]) -> list[Raised]:
        """What the functions inside a decorator let out of the function that they call."""
        if not isinstance(function.node, Function):
            return thrown
        inner = [d for d in definitions(function.node) if isinstance(d, Function)]
        parameters = {p.name for d in (function.node, *inner) for p in d.parameters}
        left = tuple(thrown)
        for wrapper in inner:
            symbol = FunctionSymbol(function.module, wrapper)
            frame = _Frame(symbol, self._names.scope_of(function.module, wrapper))
            tries = _tries_around(wrapper.body, lambda node: _calls_one_of(node, parameters))
            for outer in reversed(tries):
                left = _shortest(self._caught(outer.handlers, left, frame, frame.scope))
        return list(left)

    # ── the application

    def _registered(self) -> Iterator[tuple[frozenset[ExceptionType], bool]]:
        """The exceptions that handlers are registered for, and whether they could be told."""
        for name in ("exception_handler", "add_exception_handler"):
            for call, scope in self._calls_named(name):
                argument = call.args[0] if call.args else call.keyword("exc_class_or_status_code")
                if argument is None:
                    argument = call.keyword("exc_class")
                if argument is not None and self.types.number(argument, scope) is None:
                    passed = call.args[1] if len(call.args) > 1 else call.keyword("handler")
                    functions = (
                        self._decorated.get(call, ())
                        if passed is None
                        else self._functions(passed, scope)
                    )
                    yield self._answered_by(argument, functions, scope)
        for name in ("FastAPI", "Starlette"):
            for call, scope in self._calls_named(name):
                handlers = call.keyword("exception_handlers")
                if handlers is not None:
                    yield from self._keys(handlers, scope)
                elif any(
                    k.arg is None and not self._is_written(k.value, scope) for k in call.keywords
                ):
                    yield frozenset(), False  # the handlers may come with ``**options``
        for name in ("ExceptionMiddleware", "add_middleware", "Middleware"):
            for call, scope in self._calls_named(name):
                middleware = (call.func, *call.args[:1])
                handlers = call.keyword("handlers")
                if handlers is not None and any(
                    _INNERMOST in self._names.dotted(each, scope) for each in middleware
                ):
                    yield from self._keys(handlers, scope)
        for name in ("register_tortoise", "RegisterTortoise"):
            for call, _ in self._calls_named(name):
                match call.keyword("add_exception_handlers"):
                    case None | Constant(value=False):
                        pass
                    case _:
                        yield _BY_TORTOISE, True

    @functools.cached_property
    def _decorated(self) -> Mapping[Expression, tuple[FunctionSymbol, ...]]:
        """The exception handlers below their decorators."""
        return {
            decorator: (FunctionSymbol(module, node),)
            for module in self._modules.values()
            if self._names.scopes(module).calls_named("exception_handler")
            for node in definitions(module)
            if isinstance(node, Function)
            for decorator in node.decorators
        }

    def _functions(self, handler: Expression, scope: Scope) -> tuple[FunctionSymbol, ...]:
        found = self._values.of(handler, scope)
        return tuple(value for value in found if isinstance(value, FunctionSymbol))

    def _answered_by(
        self, classes: Expression, handlers: tuple[FunctionSymbol, ...], scope: Scope
    ) -> tuple[frozenset[ExceptionType], bool]:
        """The exceptions that *classes* names, and whether these are all; none where they are all
        exceptions, and every one of *handlers* gives a 500."""
        caught, known = self.types.caught(classes, scope)
        if is_broad(caught) and handlers and all(map(self._gives_500, handlers)):
            return frozenset(), True
        return caught, known

    def _gives_500(self, handler: FunctionSymbol) -> bool:
        scope = self._names.scope_of(handler.module, handler.node)
        return isinstance(handler.node, Function) and self._only_500(handler.node.body, scope)

    def _only_500(self, body: tuple[Statement, ...], scope: Scope) -> bool:
        """Whether all that *body* returns is written out as an answer with a server error."""
        answers = [
            self.types.answered(node.value, scope) if isinstance(node.value, Call) else None
            for node in statements(body)
            if isinstance(node, Return)
        ]
        return bool(answers) and all(status is not None and status >= 500 for status in answers)

    def _is_written(self, options: Expression, scope: Scope) -> bool:
        """Whether *options* is a dict written out, whose keys show that it has no handlers."""
        bound = self._names.variable(options, scope)
        if bound is not None and len(bound[1]) == 1 and bound[1][0].value is not None:
            options = bound[1][0].value  # type: ignore[assignment]
        return isinstance(options, Dict) and all(
            isinstance(key, Constant) and key.value != "exception_handlers" for key in options.keys
        )

    def _keys(
        self, handlers: Expression, scope: Scope
    ) -> Iterator[tuple[frozenset[ExceptionType], bool]]:
        bound = self._names.variable(handlers, scope)
        if bound is not None and len(bound[1]) == 1 and bound[1][0].value is not None:
            handlers, scope = bound[1][0].value, bound[0]  # type: ignore[assignment]
        if not isinstance(handlers, Dict) or not handlers.keys:
            yield frozenset(), False  # an empty one is filled elsewhere
            return
        for key, value in zip(handlers.keys, handlers.values):
            if key is None:
                yield frozenset(), False
            elif self.types.number(key, scope) is None:
                yield self._answered_by(key, self._functions(value, scope), scope)

    def _caught_around(self) -> Iterator[tuple[frozenset[ExceptionType], bool]]:
        """What middleware and the project's own route classes catch."""
        for module in self._modules.values():
            for definition in definitions(module):
                if not isinstance(definition, Function):
                    continue
                wraps_route = "get_route_handler.<locals>." in definition.qualname
                if len(definition.parameters) < 2 and not wraps_route:
                    continue
                if definition.name not in ("dispatch", "__call__") and not any(
                    parameter.name in ("call_next", "request")
                    for parameter in definition.parameters
                ):
                    continue
                if self._application().routes_of(definition):
                    continue
                scope = self._names.scope_of(module, definition)
                wanted = _calls_variable if wraps_route else _calls_inner
                for outer in _tries_around(definition.body, wanted):
                    for handler in outer.handlers:
                        if not _only_reraises(handler) and not self._only_500(handler.body, scope):
                            yield self.types.caught(handler.caught, scope)

    @kept
    def _raising(self, function: FunctionSymbol) -> frozenset[Node]:
        """The records of *function* that are, or hold, what may raise."""
        node = function.node
        body = node.body if isinstance(node, Function) else ()
        raises = [statement for statement in statements(body) if isinstance(statement, Raise)]
        calls = (*self._entering_project(function), *self._rejections.of(function))
        return holding((*raises, *calls), node)

    @kept
    def _entering_project(self, function: FunctionSymbol) -> Mapping[Call, Site]:
        """The calls in *function* that run functions of the project: nothing else is followed."""
        return {
            site.call: site
            for site in self._effects.sites(function)
            if self._effects.targets(site).functions or self._effects.handed_over(site)
        }


def _joined(parts: Iterable[tuple[frozenset[ExceptionType], bool]]) -> Handled:
    known = list(parts)
    return Handled(
        frozenset(cls for classes, _ in known for cls in classes),
        not all(is_known for _, is_known in known),
    )


def is_broad(types: Iterable[ExceptionType]) -> bool:
    """Whether all exceptions of a program are below one of *types*."""
    return any(isinstance(type, LibrarySymbol) and type.dotted in BROAD for type in types)


def _shortest(found: Iterable[Raised]) -> Found:
    """One of each kind, by the shortest way."""
    best: dict[object, Raised] = {}
    for raised in found:
        key = (raised.type, raised.status, raised.guards, raised.is_wrapped, raised.rejection)
        if key not in best or _length(raised) < _length(best[key]):
            best[key] = raised
    return tuple(sorted(best.values(), key=_order))


def _length(raised: Raised) -> tuple[int, list[tuple[str, int]]]:
    return len(raised.steps), [(step.path, step.line) for step in raised.steps]


def _order(raised: Raised) -> tuple[object, ...]:
    guards = sorted((guard.name, str(guard.holds)) for guard in raised.guards)
    keys = sorted(raised.rejection.keys) if raised.rejection is not None else []
    return raised.name, raised.status or 0, guards, raised.is_wrapped, keys, _length(raised)


def _tries_around(body: tuple[Statement, ...], wanted: Callable[[Node], bool]) -> list[Try]:
    """The ``try`` statements whose body holds a *wanted* record, outermost first."""
    return [
        statement
        for statement in statements(body)
        if isinstance(statement, Try)
        and any(
            wanted(node)
            for inner in statements(statement.body)
            if not isinstance(inner, (Function, Class))
            for node in walk(inner)
        )
    ]


@functools.lru_cache(maxsize=1024)
def _tries_around_yields(function: Function) -> list[Try]:
    """The ``try`` statements around the ``yield`` of *function*, outermost first: each route asks
    for those of its dependencies."""
    return _tries_around(function.body, _yields)


def _yields(node: Node) -> bool:
    return isinstance(node, (Yield, YieldFrom))


def _calls_one_of(node: Node, names: set[str]) -> bool:
    return isinstance(node, Call) and isinstance(node.func, Name) and node.func.id in names


def _calls_inner(node: Node) -> bool:
    """Whether *node* goes on to what a middleware or a route class wraps."""
    if not isinstance(node, Call):
        return False
    name = node.func.attr if isinstance(node.func, Attribute) else None
    if isinstance(node.func, Name):
        name = node.func.id
    return name in _INNER or (name or "").endswith(("route_handler", "call_next"))


def _calls_variable(node: Node) -> bool:
    return isinstance(node, Call) and isinstance(node.func, Name)


def _only_reraises(handler: ExceptHandler) -> bool:
    """Whether the handler lets go what it caught, whatever else it does."""
    last = handler.body[-1] if handler.body else None
    return isinstance(last, Raise) and (
        last.exc is None or (isinstance(last.exc, Name) and last.exc.id == handler.name)
    )


def _may_suppress(method: Node | None) -> bool:
    """Whether ``__exit__`` returns anything but None or False."""
    if not isinstance(method, Function):
        return True
    return any(
        isinstance(node, (Raise, Return))
        and not (
            isinstance(node, Return)
            and (node.value is None or (isinstance(node.value, Constant) and not node.value.value))
        )
        for node in own_nodes(method)
    )


def _leaves(body: tuple[Statement, ...]) -> bool:
    return bool(body) and isinstance(body[-1], (Raise, Return))
