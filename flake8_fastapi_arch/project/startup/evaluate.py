"""Executes a project's start-up code symbolically: what Python would make of it, without Python.

Modules are executed in order when they are imported, functions when they are called; where a
branch cannot be decided both sides are executed and what they add is marked with its condition.
Nothing of the project runs: the records are read, and what is not understood is ``Unknown``.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Expression, Function, Lambda, Module, Statement
from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.routes.application import Condition, Place
from flake8_fastapi_arch.project.startup import (
    containers,
    fastapi_model,
    library_models,
    operators,
    python_model,
)
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MAX_ITEMS,
    MISSING,
    Annotated,
    App,
    Bound,
    Builtin,
    Choice,
    ClassValue,
    Defaulted,
    Deferred,
    FunctionValue,
    Gap,
    Generic,
    Instance,
    Library,
    Mapping,
    Marked,
    Maybe,
    Member,
    ModuleState,
    Partial,
    RouteEntry,
    Router,
    Sequence,
    Super,
    Text,
    UnionType,
    Unknown,
    Value,
    concatenated,
    describe,
    known_items,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.routes.dependencies import Dependencies

MAX_STEPS = 400_000
MAX_CALL_STEPS = 20_000
MAX_DEPTH = 40
MAX_ITERATIONS = 2_000
MAX_ROUNDS = 100  # of a `while`: what waits for ever goes on, what registers routes seldom does
MAX_OPTIONS = 6
_ELEMENTS_A_STEP = 16  # that are copied in the time of a statement
_SELF_EVIDENT = frozenset(
    {
        "property", "staticmethod", "classmethod", "abstractmethod", "overload", "cached_property",
        "validator", "field_validator", "model_validator", "root_validator", "computed_field",
        "field_serializer", "model_serializer", "setter", "hybrid_property", "declared_attr",
        "validates", "wraps", "override", "expression", "getter", "deleter", "abc.abstractmethod",
    }
)  # fmt: skip
"""Decorators of methods that do nothing but change the method."""

Completion = str | None


class Frame:
    """The names of one execution of a module, class or function."""

    __slots__ = ("conditions", "function", "is_class", "names", "parent", "returns", "shared",
                 "state", "yields")  # fmt: skip

    def __init__(
        self,
        state: ModuleState,
        names: dict[str, Value],
        parent: Frame | None,
        *,
        is_class: bool = False,
        function: FunctionValue | None = None,
    ) -> None:
        self.state = state
        self.names = names
        self.parent = parent
        self.is_class = is_class
        self.function = function
        self.returns: list[tuple[Value, tuple[Condition, ...]]] = []
        self.yields: list[Value] = []
        self.shared: dict[str, str] = {}
        """Names declared ``global`` or ``nonlocal``."""

    @property
    def closure(self) -> Frame:
        """The frame that functions defined here close over."""
        frame = self
        while frame.is_class and frame.parent is not None:
            frame = frame.parent
        return frame


class Evaluator:
    """Holds the modules executed so far and everything they made."""

    def __init__(
        self, modules: MappingType[str, Module], imports: Imports, *, live_includes: bool = True
    ) -> None:
        """*live_includes*: whether a route added to a router after its inclusion is served."""
        self._modules = modules
        self._imports = imports
        self.live_includes = live_includes
        self.states: dict[str, ModuleState] = {}
        self.apps: list[App] = []
        self.routers: list[Router] = []
        self.entries: list[RouteEntry] = []
        self.gaps: list[Gap] = []
        self.copies: list[tuple[Sequence, Sequence]] = []
        """The routes of included routers, and what was copied of them (see ``live_includes``)."""
        self.conditions: list[Condition] = []
        self.decorating: list[Function] = []
        self.called: set[Function | Lambda] = set()
        self.dependencies: Dependencies | None = None
        self.follows_all_calls = True
        """Whether functions that get neither an app nor a router are executed, too."""
        self.place = Place("", 0)
        self.col = 0
        self._steps = 0
        self._limit = MAX_STEPS
        self._active: list[Function | Lambda] = []
        self._parsed: dict[str, Expression | None] = {}
        self._cached: dict[FunctionValue, Value] = {}

    # ───────────────────────────── modules

    def state(self, path: str) -> ModuleState:
        """The state of the module at *path*, executed or not."""
        state = self.states.get(path)
        if state is None:
            module = self._modules.get(path)
            if module is None and path.endswith("/"):
                module = None
            state = ModuleState(path, self._imports.dotted_name(path), module)
            self.states[path] = state
        return state

    def load(self, path: str) -> ModuleState:
        """Execute the module at *path*, and the packages around it, unless that has begun."""
        state = self.state(path)
        if state.status != "new":
            return state
        directory = path.rpartition("/")[0] if path.endswith("/__init__.py") else path.strip("/")
        package = directory.rpartition("/")[0]
        if package and f"{package}/__init__.py" in self._modules:
            self.load(f"{package}/__init__.py")
            if state.status != "new":  # the package has imported it
                return state
        state.status = "running"
        if state.module is not None:
            state.names["__name__"] = state.name
            state.names["__file__"] = Unknown("`__file__`")
            is_package = path.endswith("__init__.py")
            state.names["__package__"] = state.name if is_package else state.name.rpartition(".")[0]
            if is_package:
                state.names["__path__"] = Sequence("list", [Unknown("`__path__`")])
            frame = Frame(state, state.names, None)
            saved = self.place, self.col, self.conditions, self.decorating, self._active
            # A module is executed once, whichever branch imports it first.
            self.conditions, self.decorating, self._active = [], [], []
            for statement in state.module.body:
                self._top_statement(statement, frame)
            self.place, self.col, self.conditions, self.decorating, self._active = saved
        state.status = "done"
        return state

    def _top_statement(self, statement: Statement, frame: Frame) -> None:
        """Execute a statement of a module; what it stumbles over must not cost the others."""
        depth = len(self._active), len(self.conditions), len(self.decorating)
        try:
            self._statement(statement, frame)
        except Exception as error:
            self.place = Place(frame.state.path, getattr(statement, "line", 1))
            self.unresolved(f"start-up code beyond this analysis ({type(error).__name__}: {error})")
            del self._active[depth[0] :], self.conditions[depth[1] :], self.decorating[depth[2] :]

    def find_module(self, importer: str, name: str, level: int = 0) -> ModuleState | None:
        """The module of the project that *importer* calls *name*, executed; None: a library's."""
        if not level and name.partition(".")[0] in fastapi_model.FRAMEWORKS:
            return None
        path = self._imports.find(importer, name, level)
        return None if path is None else self.load(path)

    def module_attribute(self, state: ModuleState, name: str) -> Value:
        """``module.name``: a global, a submodule, or what ``__getattr__`` makes of it."""
        value = state.names.get(name, MISSING)
        if isinstance(value, Deferred):
            value = self._deferred(value)
        if value is not MISSING:
            return value
        for source in state.unfinished:
            if name in source.names and not name.startswith("_"):
                return self.module_attribute(source, name)
        path = self._imports.submodule(state.path, name)
        if path is not None:
            return self.load(path)
        if state.status == "done":
            getter = state.names.get("__getattr__")
            if isinstance(getter, FunctionValue):
                return self.call_function(getter, [name], {})
            for library in state.libraries:
                return Library(f"{library}.{name}")
        return MISSING

    def _deferred(self, value: Deferred) -> Value:
        if value.state.status == "running" and value.name not in value.state.names:
            return Unknown(f"`{value.name}` of `{value.state.name}`, imported in a circle")
        found = self.module_attribute(value.state, value.name)
        if found is MISSING:
            return Unknown(f"`{value.name}`, which `{value.state.name}` does not define")
        return found

    # ───────────────────────────── statements

    def block(self, body: tuple[Statement, ...], frame: Frame) -> Completion:
        """Execute *body*; returns how it ended early: return, break, continue, raise."""
        for statement in body:
            ended = self._statement(statement, frame)
            if ended is not None:
                return ended
        return None

    def _statement(self, statement: Statement, frame: Frame) -> Completion:
        self._steps += 1
        if self._steps > self._limit:
            return "raise"
        handler = _STATEMENTS.get(type(statement))
        return None if handler is None else handler(self, statement, frame)

    def _expression_statement(self, node: model.ExprStatement, frame: Frame) -> Completion:
        self.eval(node.value, frame)
        return None

    def _assign(self, node: model.Assign, frame: Frame) -> Completion:
        if node.value is None:
            return None
        value = self.eval(node.value, frame)
        for target in node.targets:
            self.assign(target, value, frame)
        return None

    def assign(self, target: Expression, value: Value, frame: Frame) -> None:
        """Bind *target* to *value*."""
        match target:
            case model.Name(id=name):
                self._bind(name, value, frame)
            case model.Attribute(value=owner, attr=name):
                self.set_attribute(self.eval(owner, frame), name, value)
            case model.Subscript(value=owner, index=index):
                self._set_item(self.eval(owner, frame), self.eval(index, frame), value)
            case model.Display(items=items):
                self._unpack(items, value, frame)
            case model.Starred(value=inner):
                self.assign(inner, value, frame)

    def _bind(self, name: str, value: Value, frame: Frame) -> None:
        kind = frame.shared.get(name)
        if kind == "global":
            frame.state.names[name] = value
            return
        if kind == "nonlocal":
            outer = frame.parent
            while outer is not None and name not in outer.names:
                outer = outer.parent
            (outer or frame).names[name] = value
            return
        frame.names[name] = value
        if frame.names is frame.state.names:
            inner = plain(value)
            if isinstance(inner, App):
                inner.labels.append((frame.state.path, f"{frame.state.name}:{name}"))

    def _unpack(self, items: tuple[Expression, ...], value: Value, frame: Frame) -> None:
        values = self.iterate(value)
        starred = next((i for i, t in enumerate(items) if isinstance(t, model.Starred)), None)
        if values is None:
            reason = f"an element of {describe(value)}"
            for target in items:
                self.assign(target, Unknown(reason), frame)
            return
        if starred is None:
            for i, target in enumerate(items):
                found = values[i] if i < len(values) else Unknown("a missing element")
                self.assign(target, found, frame)
            return
        after = len(items) - starred - 1
        for i, target in enumerate(items[:starred]):
            self.assign(target, values[i] if i < len(values) else Unknown("too few"), frame)
        middle = values[starred : len(values) - after]
        self.assign(items[starred], Sequence("list", middle), frame)
        for i, target in enumerate(items[starred + 1 :]):
            position = len(values) - after + i
            inside = 0 <= position < len(values)
            self.assign(target, values[position] if inside else Unknown("too few"), frame)

    def _augment(self, node: model.AugAssign, frame: Frame) -> Completion:
        old = plain(self.eval(node.target, frame))
        added = self.eval(node.value, frame)
        if node.op == "+" and isinstance(old, Sequence) and old.kind == "list":
            containers.extend(self, old, added)
            return None
        if node.op == "|" and isinstance(old, Mapping):
            containers.update(self, old, added)
            return None
        self.assign(node.target, self.operate(node.op, old, added), frame)
        return None

    def _return(self, node: model.Return, frame: Frame) -> Completion:
        value = None if node.value is None else self.eval(node.value, frame)
        frame.returns.append((value, tuple(self.conditions)))
        return "return"

    def _raise(self, node: model.Raise, frame: Frame) -> Completion:
        return "raise"

    def _jump(self, node: model.Jump, frame: Frame) -> Completion:
        return node.kind

    def _delete(self, node: model.Delete, frame: Frame) -> Completion:
        for target in node.targets:
            match target:
                case model.Name(id=name):
                    frame.names.pop(name, None)
                case model.Subscript(value=owner, index=index):
                    found = plain(self.eval(owner, frame))
                    if isinstance(found, Mapping):
                        found.items.pop(self.key(self.eval(index, frame)), None)
        return None

    def _if(self, node: model.If, frame: Frame) -> Completion:
        test = self.eval(node.test, frame)
        truth = self.truth(test)
        if truth is not None:
            return self.block(node.body if truth else node.orelse, frame)
        place = Place(frame.state.path, node.line)
        return self._both(
            place,
            lambda: self.block(node.body, frame),
            lambda: self.block(node.orelse, frame),
            frame,
        )

    def _both(
        self,
        place: Place,
        first: Callable[[], Completion],
        second: Callable[[], Completion],
        frame: Frame,
    ) -> Completion:
        """Execute two alternatives from the same start and join what they bind."""
        for condition in self.conditions:
            if condition.place == place:  # decided further up: the same branch, entered again
                return first() if condition.outcome else second()
        mark = len(self.conditions)
        before = dict(frame.names)
        one, other = Condition(place, True), Condition(place, False)
        self.conditions.append(one)
        ended_first = first()
        del self.conditions[mark:]
        after_first = dict(frame.names)
        frame.names.clear()
        frame.names.update(before)
        self.conditions.append(other)
        ended_second = second()
        del self.conditions[mark:]
        if ended_first and ended_second:
            return ended_first if ended_second == "raise" else ended_second
        if ended_first:
            if ended_first != "raise":
                self.conditions.append(other)
            return None
        if ended_second:
            frame.names.clear()
            frame.names.update(after_first)
            if ended_second != "raise":
                self.conditions.append(one)
            return None
        for name, value in after_first.items():
            if name not in frame.names:
                frame.names[name] = value
            elif frame.names[name] is not value:
                frame.names[name] = _choice([(value, (one,)), (frame.names[name], (other,))])
        return None

    def _for(self, node: model.For, frame: Frame) -> Completion:
        iterable = self.eval(node.iter, frame)
        elements = self._elements(iterable)
        if elements is None:
            reason = f"an element of {describe(plain(iterable))}"
            self.assign(node.target, Unknown(reason), frame)
            mark = len(self.conditions)
            ended = self.block(node.body, frame)
            del self.conditions[mark:]
            return "return" if ended == "return" and not self.conditions else None
        for count, (element, conditions) in enumerate(elements):
            if count >= MAX_ITERATIONS or self._steps > self._limit:
                break
            mark = len(self.conditions)
            self.conditions.extend(conditions)
            self.assign(node.target, element, frame)
            ended = self.block(node.body, frame)
            left_early = len(self.conditions) > mark + len(conditions)
            del self.conditions[mark:]
            if ended in ("return", "raise"):
                return ended
            if ended == "break" and not left_early:
                return None
        return self.block(node.orelse, frame)

    def _while(self, node: model.While, frame: Frame) -> Completion:
        known = len(self.entries)
        for _ in range(MAX_ROUNDS):
            truth = self.truth(self.eval(node.test, frame))
            if truth is False or self._steps > self._limit:
                return None
            mark = len(self.conditions)
            ended = self.block(node.body, frame)
            del self.conditions[mark:]
            if ended in ("return", "raise"):
                return ended
            if ended == "break" or truth is None:
                return None
        if len(self.entries) > known:
            self.unresolved(f"a loop that registers routes more than {MAX_ROUNDS} times")
        return None

    def _with(self, node: model.With, frame: Frame) -> Completion:
        for item in node.items:
            manager = self.eval(item.context, frame)
            if item.target is not None:
                entered = self._entered(manager)
                self.assign(item.target, entered, frame)
        return self.block(node.body, frame)

    def _entered(self, manager: Value) -> Value:
        inner = plain(manager)
        if isinstance(inner, Instance) and isinstance(inner.cls, ClassValue):
            enter = self.class_attribute(inner.cls, "__enter__")
            if isinstance(enter, FunctionValue):
                return self.call_function(enter, [inner], {})
        if isinstance(inner, Sequence) and inner.items:  # a generator behind @contextmanager
            return inner.items[0]
        return Unknown(f"what {describe(inner)} enters")

    def _try(self, node: model.Try, frame: Frame) -> Completion:
        if self._is_optional(node, frame):
            # Whether the library is there is not known here: both ways are gone.
            self._both(
                Place(frame.state.path, node.line),
                lambda: self.block((*node.body, *node.orelse), frame),
                lambda: self.block(node.handlers[0].body, frame),
                frame,
            )
            return self.block(node.final, frame)
        ended = self.block(node.body, frame)
        if ended == "raise":
            ended = None
            for handler in node.handlers:
                if handler.name:
                    frame.names[handler.name] = Unknown("an exception")
                ended = self.block(handler.body, frame)
                break
        elif ended is None:
            ended = self.block(node.orelse, frame)
        return self.block(node.final, frame) or ended

    def _is_optional(self, node: model.Try, frame: Frame) -> bool:
        """Whether *node* imports a library that the code can do without."""
        if not node.handlers:
            return False
        caught = node.handlers[0].caught
        parts = caught.items if isinstance(caught, model.Display) else (caught,)
        names = {(dotted(part) or "").rpartition(".")[2] if part else "" for part in parts}
        if names.isdisjoint({"ImportError", "ModuleNotFoundError"}):
            return False
        return any(
            self._is_library(frame.state.path, name)
            for statement in node.body
            for name in _imported_names(statement)
        )

    def _is_library(self, importer: str, name: str) -> bool:
        head = name.partition(".")[0]
        return (
            head not in fastapi_model.FRAMEWORKS
            and head not in sys.stdlib_module_names
            and self._imports.find(importer, name) is None
            and not self._is_own(importer, name)
        )

    def _match(self, node: model.Match, frame: Frame) -> Completion:
        subject = self.eval(node.subject, frame)
        place = Place(frame.state.path, node.line)
        mark = len(self.conditions)
        for case in node.cases:
            for name in case.names:
                frame.names[name] = Unknown(f"a part of {describe(plain(subject))}")
            self.conditions.append(Condition(place, True))
            self.block(case.body, frame)
            del self.conditions[mark:]
        return None

    def _import(self, node: model.Import, frame: Frame) -> Completion:
        for imported in node.names:
            state = self.find_module(frame.state.path, imported.name)
            head, _, tail = imported.name.partition(".")
            if tail and not imported.renamed:
                package = self.find_module(frame.state.path, head) if state else None
                self._bind(head, package or Library(head), frame)
            else:
                self._bind(imported.local, state or Library(imported.name), frame)
        return None

    def _import_from(self, node: model.ImportFrom, frame: Frame) -> Completion:
        state = self.find_module(frame.state.path, node.module, node.level)
        if state is None:
            if node.level or self._is_own(frame.state.path, node.module):
                return self._missing_import(node, frame)
            for imported in node.names:
                if imported.name == "*":
                    frame.state.libraries.append(node.module)
                else:
                    value = python_model.library_attribute(self, node.module, imported.name)
                    self._bind(imported.local, value, frame)
            return None
        for imported in node.names:
            if imported.name == "*":
                self._import_all(state, frame)
                continue
            value = self.module_attribute(state, imported.name)
            if value is MISSING and state.module is None and not node.level:
                value = Library(f"{node.module}.{imported.name}")  # a directory of that name
            if value is MISSING and state.status == "running":
                value = Deferred(state, imported.name)
            if value is MISSING:
                reason = f"`{imported.name}`, which `{state.name}` does not define"
                value = Unknown(reason)
            self._bind(imported.local, value, frame)
        return None

    def _missing_import(self, node: model.ImportFrom, frame: Frame) -> Completion:
        for imported in node.names:
            if imported.name != "*":
                origin = "." * node.level + node.module
                self._bind(
                    imported.local,
                    Unknown(f"`{imported.name}` of module `{origin}`, which is not there"),
                    frame,
                )
        return "raise" if self._is_guarded(node, frame) else None

    def _is_own(self, importer: str, name: str) -> bool:
        """Whether *name* is in a package of the project, so that no library can provide it."""
        head, _, tail = name.partition(".")
        return (
            bool(tail)
            and head not in fastapi_model.FRAMEWORKS
            and (path := self._imports.find(importer, head)) is not None
            and path.endswith("/__init__.py")
            and self._imports.dotted_name(path) == head
        )

    def _is_guarded(self, node: model.ImportFrom, frame: Frame) -> bool:
        """Whether *node* is in a ``try``; only there does a missing module mean anything."""
        owner = frame.function.node if frame.function else frame.state.module
        if not isinstance(owner, (Module, Function)):
            return False
        return any(
            isinstance(statement, model.Try) and node in statements(statement.body)
            for statement in statements(owner.body)
        )

    def _import_all(self, state: ModuleState, frame: Frame) -> None:
        if state.status == "running":
            frame.state.unfinished.append(state)
        exported = self.iterate(state.names.get("__all__", Unknown("")))
        if exported is None:
            names = [name for name in state.names if not name.startswith("_")]
        else:
            names = [name for name in map(plain, exported) if isinstance(name, str)]
        for name in names:
            value = self.module_attribute(state, name)
            if value is not MISSING:
                self._bind(name, value, frame)
        frame.state.libraries.extend(state.libraries)

    def _global(self, node: model.Global, frame: Frame) -> Completion:
        for name in node.names:
            frame.shared[name] = node.kind
        return None

    def _function(self, node: Function, frame: Frame) -> Completion:
        function = FunctionValue(
            node, frame.state, frame.closure, self._defaults(node.parameters, frame)
        )
        value: Value = function
        if node.decorators:
            value = self._decorated(node, function, frame)
        self._bind(node.name, value, frame)
        return None

    def _decorated(self, node: Function, function: FunctionValue, frame: Frame) -> Value:
        decorators = [self.eval(decorator, frame) for decorator in node.decorators]
        value: Value = function
        self.decorating.append(node)
        for expression, decorator in zip(node.decorators[::-1], decorators[::-1]):
            self._at(expression, frame)
            value = self.decorate(decorator, value)
        self.decorating.pop()
        return value

    def decorate(self, decorator: Value, value: Value) -> Value:
        """What *decorator* makes of *value*; one that is not understood leaves it as it is."""
        result = self.call(decorator, [value], {})
        inner = plain(result)
        match inner:
            case FunctionValue() | Bound() | Partial() | Marked() | ClassValue():
                return result
            case Instance(cls=ClassValue()):
                return result
        return value

    def _defaults(self, parameters: tuple[model.Parameter, ...], frame: Frame) -> dict[str, Value]:
        return {
            parameter.name: self.eval(parameter.default, frame)
            for parameter in parameters
            if parameter.default is not None
        }

    def _class(self, node: model.Class, frame: Frame) -> Completion:
        bases = [self.eval(base, frame) for base in node.bases]
        keywords = {k.arg: self.eval(k.value, frame) for k in node.keywords if k.arg}
        value = ClassValue(node, frame.state, frame, bases, keywords=keywords)
        if _acts(node):
            self.class_names(value)
        result: Value = value
        if node.decorators and library_models.made_view(self, value):
            self._bind(node.name, value, frame)
            return None
        for expression in node.decorators[::-1]:
            decorator = self.eval(expression, frame)
            self._at(expression, frame)
            value.decorators.append(decorator)
            result = self.decorate(decorator, result)
        self._bind(node.name, result, frame)
        return None

    def class_names(self, cls: ClassValue) -> dict[str, Value]:
        """The namespace of *cls*; its body is executed when it is first asked for."""
        if cls.names is None:
            cls.names = {}
            frame = Frame(cls.state, cls.names, cls.frame, is_class=True)
            saved = self.conditions, self.place, self.col
            self.conditions = []
            self.block(cls.node.body, frame)
            self.conditions, self.place, self.col = saved
            for value in cls.names.values():
                inner = value.function if isinstance(value, Marked) else value
                if isinstance(inner, FunctionValue) and inner.owner is None:
                    inner.owner = cls
        return cls.names

    # ───────────────────────────── expressions

    def eval(self, node: Expression, frame: Frame) -> Value:
        """The value of *node* in *frame*."""
        handler = _EXPRESSIONS.get(type(node))
        return Unknown("an expression") if handler is None else handler(self, node, frame)

    def _constant(self, node: model.Constant, frame: Frame) -> Value:
        value = node.value
        is_long = isinstance(value, str) and len(value) > MAX_TEXT
        return Unknown("a long string") if is_long else value

    def _name(self, node: model.Name, frame: Frame) -> Value:
        return self.lookup(node.id, frame)

    def lookup(self, name: str, frame: Frame) -> Value:
        """What *name* stands for in *frame*."""
        scope: Frame | None = frame
        while scope is not None:
            value = scope.names.get(name, MISSING)
            if value is not MISSING:
                if isinstance(value, Deferred):
                    value = self._deferred(value)
                    if not isinstance(value, Unknown):
                        scope.names[name] = value
                return value
            scope = scope.parent
        value = frame.state.names.get(name, MISSING)
        if value is not MISSING:
            return self._deferred(value) if isinstance(value, Deferred) else value
        for source in frame.state.unfinished:
            if name in source.names:
                return self.module_attribute(source, name)
        if name in python_model.BUILTINS:
            return Library(f"builtins.{name}")
        for library in frame.state.libraries:
            return Library(f"{library}.{name}")
        return Unknown(f"`{name}`")

    def _attribute(self, node: model.Attribute, frame: Frame) -> Value:
        return self.attribute(self.eval(node.value, frame), node.attr)

    def attribute(self, owner: Value, name: str) -> Value:
        """``owner.name``."""
        found = self.find_attribute(owner, name)
        return Unknown(f"`{name}` of {describe(owner)}") if found is MISSING else found

    def find_attribute(self, owner: Value, name: str) -> Value:
        """``owner.name``, or MISSING where it certainly or probably does not exist."""
        match owner:
            case ModuleState():
                return self.module_attribute(owner, name)
            case Library(dotted=dotted):
                return python_model.library_attribute(self, dotted, name)
            case ClassValue():
                return self._class_get(owner, name)
            case Instance():
                return self._instance_get(owner, name)
            case Defaulted(value=inner):
                found = self.find_attribute(inner, name)
                if found is MISSING and inner is None:
                    return MISSING
                if isinstance(found, Builtin):
                    return Builtin(owner, name)
                return _defaulted(found) if isinstance(found, (*CONSTANTS, Member)) else found
            case Choice():
                found_each = [
                    (found, conditions)
                    for option, conditions in zip(owner.options, owner.conditions)
                    if (found := self.find_attribute(option, name)) is not MISSING
                ]
                known = [pair for pair in found_each if not isinstance(pair[0], Unknown)]
                return _choice(known or found_each) if found_each else MISSING
            case Super():
                return self._super_get(owner, name)
            case Member():
                if name == "value":
                    return owner.value
                if name == "name":
                    return owner.name
                found = self.class_attribute(owner.cls, name)
                return self._bound(found, owner)
            case FunctionValue():
                return self._function_get(owner, name)
            case Bound():
                if name == "__self__":
                    return owner.receiver
                return self._function_get(owner.function, name)
            case Partial():
                return {"func": owner.function}.get(name, MISSING)
            case Unknown():
                return MISSING
            case Generic(origin=origin):
                return self.find_attribute(origin, name)
            case Annotated() | UnionType():
                return MISSING
        if containers.has_method(plain(owner), name):
            return Builtin(owner, name)
        return MISSING

    def _class_get(self, cls: ClassValue, name: str) -> Value:
        found = self.class_attribute(cls, name)
        if found is MISSING:
            if name in ("__name__", "__qualname__"):
                return cls.node.name if name == "__name__" else cls.node.qualname
            if name == "__module__":
                return cls.state.name
            if name == "__dict__":
                return Mapping(dict(self.class_names(cls)))
            if name == "__members__" and self.is_enum(cls):
                members = {m: self.member(cls, m) for m in self.member_names(cls)}
                return Mapping(dict(members))
            return Builtin(cls, name) if self.library_bases(cls) else MISSING
        if isinstance(found, Marked):
            if found.kind == "classmethod" and isinstance(found.function, FunctionValue):
                return Bound(cls, found.function)
            return found.function if found.kind == "staticmethod" else found
        if self.is_enum(cls) and not isinstance(found, (FunctionValue, Marked)):
            return self.member(cls, name)
        return found

    def class_attribute(self, cls: ClassValue, name: str, after: ClassValue | None = None) -> Value:
        """*name* in the namespaces of *cls* and its bases (those behind *after*), as it lies."""
        for base in self.mro(cls, after):
            if isinstance(base, ClassValue):
                found = self.class_names(base).get(name, MISSING)
                if found is not MISSING:
                    return self._deferred(found) if isinstance(found, Deferred) else found
        return MISSING

    def mro(self, cls: ClassValue, after: ClassValue | None = None) -> list[ClassValue | Library]:
        """*cls* and its bases in the order of look-up, or those that follow *after*."""
        if cls.linear is None:
            cls.linear = [cls]  # against classes that derive from themselves
            cls.linear = [cls, *self._linearised(cls)]
        if after is None or after not in cls.linear:
            return cls.linear
        return cls.linear[cls.linear.index(after) + 1 :]

    def _linearised(self, cls: ClassValue) -> list[ClassValue | Library]:
        bases: list[ClassValue | Library] = []
        for value in cls.bases:
            base = plain(value)
            base = base.origin if isinstance(base, Generic) else base
            base = base.options[0] if isinstance(base, Choice) else base
            if isinstance(base, (ClassValue, Library)):
                bases.append(base)
        chains = [
            list(self.mro(base)) if isinstance(base, ClassValue) else [base] for base in bases
        ]
        chains.append(list(bases))
        merged: list[ClassValue | Library] = []
        while chains := [chain for chain in chains if chain]:
            heads = [chain[0] for chain in chains]
            tails = {id(other) for chain in chains for other in chain[1:]}
            head = next((h for h in heads if id(h) not in tails), heads[0])
            merged.append(head)
            for chain in chains:
                if chain[0] is head:
                    chain.pop(0)
        return merged

    def library_bases(self, cls: ClassValue) -> list[str]:
        """The libraries' classes that *cls* derives from, nearest first, by dotted name."""
        return [base.dotted for base in self.mro(cls) if isinstance(base, Library)]

    def is_enum(self, cls: ClassValue) -> bool:
        return any(base in python_model.ENUMS for base in self.library_bases(cls))

    def member_names(self, cls: ClassValue) -> list[str]:
        """The names of the members of an enumeration, in order."""
        return [
            name
            for name, value in self.class_names(cls).items()
            if not name.startswith("_") and not isinstance(value, (FunctionValue, Marked))
        ]

    def member(self, cls: ClassValue, name: str) -> Value:
        """The member *name* of an enumeration."""
        owner = next(
            (b for b in self.mro(cls) if isinstance(b, ClassValue) and name in (b.names or {})), cls
        )
        if name not in owner.members:
            value = self.class_names(owner).get(name, Unknown(f"member `{name}`"))
            if isinstance(value, Instance) and isinstance(value.cls, Library):
                value = name.lower() if value.cls.dotted.endswith("auto") else value
            owner.members[name] = Member(owner, name, value)
        return owner.members[name]

    def _instance_get(self, instance: Instance, name: str) -> Value:
        found = instance.names.get(name, MISSING)
        if found is not MISSING:
            return found
        modelled = fastapi_model.attribute(self, instance, name)
        if not isinstance(instance.cls, ClassValue):
            return modelled
        found = self.class_attribute(instance.cls, name)
        if found is MISSING:
            if modelled is not MISSING:
                return modelled
            getter = self.class_attribute(instance.cls, "__getattr__")
            if isinstance(getter, FunctionValue) and not name.startswith("__"):
                return self.call_function(getter, [instance, name], {})
            if name == "__class__":
                return instance.cls
            if name == "__dict__":
                return Mapping(dict(instance.names))
            if self.library_bases(instance.cls):
                return Builtin(instance, name)
            return MISSING
        value = self._bound(found, instance)
        if isinstance(value, (FunctionValue, Bound, Marked)):
            return value
        return python_model.field_default(self, instance, value)

    def _bound(self, found: Value, receiver: Value) -> Value:
        """*found* in a class, as seen through *receiver*, an instance."""
        match found:
            case FunctionValue():
                return Bound(receiver, found)
            case Marked(kind="property", function=FunctionValue() as getter):
                return self.call_function(getter, [receiver], {})
            case Marked(kind="classmethod", function=FunctionValue() as function):
                return Bound(getattr(receiver, "cls", receiver), function)
            case Marked(function=function):
                return function
        return found

    def _super_get(self, owner: Super, name: str) -> Value:
        receiver = plain(owner.receiver)
        cls = receiver if isinstance(receiver, ClassValue) else getattr(receiver, "cls", None)
        if isinstance(cls, ClassValue):
            found = self.class_attribute(cls, name, after=owner.cls)
            if isinstance(found, FunctionValue):
                return Bound(receiver, found)
            if isinstance(found, Marked) and isinstance(found.function, FunctionValue):
                return self._bound(found, receiver)
        return Builtin(receiver, name)

    def _function_get(self, function: FunctionValue, name: str) -> Value:
        if name in function.attributes:
            return function.attributes[name]
        if name in ("__name__", "__qualname__"):
            inner = function
            while isinstance(inner.wrapped, FunctionValue):
                inner = inner.wrapped
            node = inner.node
            if isinstance(node, Lambda):
                return "<lambda>"
            return node.name if name == "__name__" else node.qualname
        if name == "__module__":
            return function.state.name
        if name == "__wrapped__":
            return MISSING if function.wrapped is None else function.wrapped
        if name == "__doc__":
            return Unknown("a docstring")
        return MISSING

    def set_attribute(self, owner: Value, name: str, value: Value) -> None:
        """``owner.name = value``."""
        owner = plain(owner)
        match owner:
            case Instance():
                old = owner.names.get(name, MISSING)
                if self.conditions and old is not MISSING and old is not value:
                    last = self.conditions[-1]
                    opposite = Condition(last.place, not last.outcome)
                    value = _choice([(value, (last,)), (old, (opposite,))])
                owner.names[name] = value
                fastapi_model.attribute_was_set(self, owner, name, value)
            case ClassValue():
                self.class_names(owner)[name] = value
            case FunctionValue():
                if name == "__signature__":
                    owner.signature = value
                elif name == "__wrapped__":
                    owner.wrapped = value
                owner.attributes[name] = value
            case ModuleState():
                owner.names[name] = value
            case Choice():
                for option in owner.options:
                    self.set_attribute(option, name, value)

    def _set_item(self, owner: Value, key: Value, value: Value) -> None:
        owner = plain(owner)
        key = self.key(key)
        if isinstance(owner, Mapping):
            if isinstance(key, (Unknown, Text)):
                owner.rest = Unknown("a key that is not known")
            else:
                owner.items[key] = value
        elif isinstance(owner, Sequence) and isinstance(key, int) and key < len(owner.items):
            owner.items[key] = value

    def key(self, value: Value) -> Value:
        """*value* as a key of ``Mapping.items``."""
        return plain(value)

    def _call(self, node: model.Call, frame: Frame) -> Value:
        function = self.eval(node.func, frame)
        args: list[Value] = []
        for arg in node.args:
            if isinstance(arg, model.Starred):
                spread = self.eval(arg.value, frame)
                values = self.iterate(spread)
                args.extend(
                    [Unknown(f"an element of {describe(spread)}")] if values is None else values
                )
            else:
                args.append(self.eval(arg, frame))
        kwargs: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.eval(keyword.value, frame)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
            else:
                self._spread(value, kwargs)
        self.place = Place(frame.state.path, node.line)
        self.col = node.col
        match function:
            case Library(dotted="builtins.super"):
                return self._super(args, frame)
            case Library(dotted="builtins.locals" | "builtins.vars" | "builtins.globals") if (
                not args
            ):
                return Mapping(dict(frame.names))
        return self.call(function, args, kwargs, frame)

    def _spread(self, value: Value, kwargs: dict[str, Value]) -> None:
        inner = plain(value)
        inner = inner.options[0] if isinstance(inner, Choice) else inner
        if not isinstance(inner, Mapping):
            kwargs["**"] = Unknown(f"`**` of {describe(inner)}")
            return
        for key, item in inner.items.items():
            if isinstance(key, str):
                kwargs[key] = item.value if isinstance(item, Maybe) else item
        if inner.rest is not None:
            kwargs["**"] = inner.rest

    def _super(self, args: list[Value], frame: Frame) -> Value:
        if len(args) == 2 and isinstance(args[0], ClassValue):
            return Super(args[0], args[1])
        scope: Frame | None = frame
        while scope is not None and (scope.function is None or scope.function.owner is None):
            scope = scope.parent
        if scope is None or scope.function is None or scope.function.owner is None:
            return Unknown("`super()`")
        parameters = scope.function.node.parameters
        receiver = scope.names.get(parameters[0].name) if parameters else None
        return Super(scope.function.owner, receiver)

    def _at(self, node: Expression, frame: Frame) -> None:
        line = getattr(node, "line", None)
        if line is not None:
            self.place = Place(frame.state.path, line)
            self.col = getattr(node, "col", 0)

    # ───────────────────────────── calls

    def call(
        self,
        function: Value,
        args: list[Value],
        kwargs: dict[str, Value],
        frame: Frame | None = None,
    ) -> Value:
        """The result of ``function(*args, **kwargs)``."""
        match function:
            case FunctionValue():
                return self.call_function(function, args, kwargs)
            case Bound(receiver=receiver, function=inner):
                return self.call_function(inner, [receiver, *args], kwargs)
            case Library(dotted=dotted):
                return python_model.call_library(self, dotted, args, kwargs, frame)
            case ClassValue():
                return self.instantiate(function, args, kwargs)
            case Builtin(receiver=receiver, name=name):
                return self.call_method(receiver, name, args, kwargs)
            case Partial():
                return self.call(
                    function.function, [*function.args, *args], {**function.kwargs, **kwargs}
                )
            case Instance():
                return self._call_instance(function, args, kwargs)
            case Generic(origin=origin):
                return self.call(origin, args, kwargs, frame)
            case Choice():
                return self._call_each(function, args, kwargs)
            case Defaulted(value=inner):
                return self.call(inner, args, kwargs)
            case Marked(function=inner):
                return self.call(inner, args, kwargs)
        fastapi_model.escape(self, function, args, kwargs)
        return Unknown(f"the result of {describe(function)}")

    def _call_each(self, choice: Choice, args: list[Value], kwargs: dict[str, Value]) -> Value:
        results = []
        place, col = self.place, self.col
        for option, conditions in zip(choice.options, choice.conditions):
            if option is None or (isinstance(option, Unknown) and len(choice.options) > 1):
                continue
            mark = len(self.conditions)
            self.conditions.extend(conditions)
            self.place, self.col = place, col
            results.append((self.call(option, list(args), dict(kwargs)), conditions))
            del self.conditions[mark:]
        if not results:
            return Unknown(f"the result of {describe(choice)}")
        made = _choice(results)
        # Another class may stand in, whose attributes need not be these.
        is_certain = len(results) == len(choice.options) or not _is_of_project(made)
        return made if is_certain else _defaulted(made)

    def call_method(
        self, receiver: Value, name: str, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        """A method that the evaluator knows by name, called on *receiver*."""
        if isinstance(receiver, Defaulted):
            return _defaulted(self.call_method(receiver.value, name, args, kwargs))
        if isinstance(receiver, Instance):
            return fastapi_model.call_method(self, receiver, name, args, kwargs)
        if isinstance(receiver, ClassValue):
            return python_model.call_class_method(self, receiver, name, args, kwargs)
        return containers.call_method(self, receiver, name, args, kwargs)

    def _call_instance(
        self, instance: Instance, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        if isinstance(instance.cls, ClassValue):
            call = self.class_attribute(instance.cls, "__call__")
            if isinstance(call, FunctionValue):
                return self.call_function(call, [instance, *args], kwargs)
        return fastapi_model.call_instance(self, instance, args, kwargs)

    def call_function(
        self, function: FunctionValue, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        """Execute *function*; an ``async`` one is executed when it is awaited."""
        node = function.node
        if isinstance(node, Function) and node.is_async and not node.is_generator:
            return Instance(Library(python_model.COROUTINE), [function, args], kwargs)
        return self.run(function, args, kwargs)

    def run(self, function: FunctionValue, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """Execute *function*, ``async`` or not, and return its result."""
        node = function.node
        if function in self._cached:
            return self._cached[function]
        self.spend(1)
        if self._steps > self._limit:
            return Unknown("a result that takes too long")
        if not self.follows_all_calls and not _holds_routes(args, kwargs):
            return Unknown(f"the result of {describe(function)}")
        if len(self._active) >= MAX_DEPTH or self._active.count(node) >= 3:
            return Unknown(f"{describe(function)}, which calls itself too deep")
        self.called.add(node)
        names = self._bound_arguments(function, args, kwargs)
        frame = Frame(function.state, names, function.frame, function=function)
        saved = self.place, self.col, self._limit, self.decorating
        mark = len(self.conditions)
        self._active.append(node)
        if len(self._active) == 1:
            self._limit = min(MAX_STEPS, self._steps + MAX_CALL_STEPS)
        if isinstance(node, Lambda):
            result = self.eval(node.body, frame)
        else:
            self.block(node.body, frame)
            result = self._result(node, frame, mark)
        self._active.pop()
        del self.conditions[mark:]
        self.place, self.col, self._limit, self.decorating = saved
        if function.attributes.get(python_model.CACHED) and not args:
            self._cached[function] = result
        return result

    def _result(self, node: Function, frame: Frame, mark: int) -> Value:
        if node.is_generator:
            return Sequence("generator", frame.yields)
        if not frame.returns:
            return None if self._steps <= self._limit else Unknown("a result that takes too long")
        return _choice([(value, found[mark:]) for value, found in frame.returns])

    def _bound_arguments(
        self, function: FunctionValue, args: list[Value], kwargs: dict[str, Value]
    ) -> dict[str, Value]:
        names: dict[str, Value] = {}
        left = dict(kwargs)
        hidden = left.pop("**", None)
        position = 0
        for parameter in function.node.parameters:
            name = parameter.name
            match parameter.kind:
                case "star":
                    names[name] = Sequence("tuple", args[position:])
                    position = len(args)
                    continue
                case "doublestar":
                    names[name] = Mapping(left, hidden)
                    continue
                case "positional" | "normal" if position < len(args):
                    names[name] = args[position]
                    position += 1
                    left.pop(name, None)
                    continue
            if name in left:
                names[name] = left.pop(name)
            elif name in function.defaults:
                default = function.defaults[name]
                names[name] = default if hidden is None else _defaulted(default)
            else:
                names[name] = Unknown(f"argument `{name}`")
        return names

    def instantiate(self, cls: ClassValue, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """An instance of *cls*, its ``__init__`` executed."""
        if self.is_enum(cls):
            return self._member_of_value(cls, args)
        instance = fastapi_model.new(self, cls, args, kwargs)
        init = self.class_attribute(cls, "__init__")
        if isinstance(init, FunctionValue):
            self.call_function(init, [instance, *args], kwargs)
        else:
            fastapi_model.initialise(self, instance, args, kwargs)
            self._assign_fields(instance, args, kwargs)
        return instance

    def _assign_fields(
        self, instance: Instance, args: list[Value], kwargs: dict[str, Value]
    ) -> None:
        """What a dataclass or a pydantic model does with its arguments."""
        if isinstance(instance, (Router, App)) or not isinstance(instance.cls, ClassValue):
            return
        for name, value in kwargs.items():
            if name != "**":
                instance.names[name] = value
        if args:
            for (name, _, _), value in zip(self.fields(instance.cls), args):
                instance.names[name] = value
        post = self.class_attribute(instance.cls, "__post_init__")
        if isinstance(post, FunctionValue):
            self.call_function(post, [instance], {})

    def fields(self, cls: ClassValue) -> Iterator[tuple[str, ClassValue, model.Assign]]:
        """The annotated names of *cls* and its bases, as dataclasses and models order them."""
        found: dict[str, tuple[str, ClassValue, model.Assign]] = {}
        for base in self.mro(cls)[::-1]:
            if isinstance(base, ClassValue):
                for statement in statements(base.node.body):
                    match statement:
                        case model.Assign(targets=[model.Name(id=name)], annotation=annotation) if (
                            annotation is not None and not _is_class_variable(annotation)
                        ):
                            found[name] = (name, base, statement)
        return iter(found.values())

    def _member_of_value(self, cls: ClassValue, args: list[Value]) -> Value:
        if args:
            wanted = plain(args[0])
            for name in self.member_names(cls):
                member = self.member(cls, name)
                if isinstance(member, Member) and plain(member.value) == wanted:
                    return member
            if isinstance(wanted, Member):
                return wanted
        return Unknown(f"a member of {describe(cls)}")

    def awaited(self, value: Value) -> Value:
        """The result of awaiting *value*."""
        inner = plain(value)
        match inner:
            case Instance(cls=Library(dotted=python_model.COROUTINE), args=[function, args]):
                return self.run(function, args, inner.kwargs)
        return Unknown(f"the result of awaiting {describe(inner)}")

    # ───────────────────────────── more expressions

    def _subscript(self, node: model.Subscript, frame: Frame) -> Value:
        owner = self.eval(node.value, frame)
        if isinstance(node.index, model.Slice):
            lower = None if node.index.lower is None else plain(self.eval(node.index.lower, frame))
            upper = None if node.index.upper is None else plain(self.eval(node.index.upper, frame))
            return operators.sliced(owner, lower, upper)
        if isinstance(node.index, model.Display) and node.index.kind == "tuple":
            index: Value = Sequence("tuple", [self.eval(i, frame) for i in node.index.items])
        else:
            index = self.eval(node.index, frame)
        return operators.item(self, owner, index)

    def _await(self, node: model.Await, frame: Frame) -> Value:
        return self.awaited(self.eval(node.value, frame))

    def _yield(self, node: model.Yield, frame: Frame) -> Value:
        scope = frame
        if node.value is not None:
            value = self.eval(node.value, frame)
            conditions = tuple(self.conditions)
            scope.yields.append(Maybe(value, conditions) if conditions else value)
        return None

    def _yield_from(self, node: model.YieldFrom, frame: Frame) -> Value:
        values = self.iterate(self.eval(node.value, frame))
        room = MAX_ITEMS - len(frame.yields)
        frame.yields.extend((values or ())[: max(room, 0)])
        return None

    def _named(self, node: model.NamedExpr, frame: Frame) -> Value:
        value = self.eval(node.value, frame)
        self._bind(node.target.id, value, frame)
        return value

    def _joined(self, node: model.JoinedStr, frame: Frame) -> Value:
        return concatenated([self.eval(part, frame) for part in node.parts])

    def _display(self, node: model.Display, frame: Frame) -> Value:
        result = Sequence(node.kind, [])
        for item in node.items:
            if isinstance(item, model.Starred):
                containers.extend(self, result, self.eval(item.value, frame), marked=False)
            else:
                result.items.append(self.eval(item, frame))
        return result

    def _dict(self, node: model.Dict, frame: Frame) -> Value:
        result = Mapping({})
        for key, value in zip(node.keys, node.values):
            if key is None:
                containers.update(self, result, self.eval(value, frame))
            else:
                self._set_item(result, self.eval(key, frame), self.eval(value, frame))
        return result

    def _bool_op(self, node: model.BoolOp, frame: Frame) -> Value:
        by_default = False
        options: list[tuple[Value, tuple[Condition, ...]]] = []
        for i, operand in enumerate(node.values):
            value = self.eval(operand, frame)
            if i == len(node.values) - 1:
                options.append((value, ()))
                break
            truth = self.truth(value)
            if truth is None and isinstance(value, Defaulted):
                by_default = True
                truth = self.truth(plain(value))
            if truth is None:
                options.append((value, ()))
            elif truth == (node.op == "or"):
                options.append((value, ()))
                break
        result = _choice(options)
        return _defaulted(result) if by_default else result

    def _bin_op(self, node: model.BinOp, frame: Frame) -> Value:
        return self.operate(node.op, self.eval(node.left, frame), self.eval(node.right, frame))

    def operate(self, op: str, left: Value, right: Value) -> Value:
        """``left op right``."""
        return operators.operate(self, op, left, right)

    def _unary_op(self, node: model.UnaryOp, frame: Frame) -> Value:
        value = self.eval(node.operand, frame)
        if node.op == "not":
            truth = self.truth(value)
            if truth is not None:
                return not truth
            inner = self.truth(plain(value))
            return Unknown("`not`") if inner is None else Defaulted(not inner)
        inner = plain(value)
        if isinstance(inner, (int, float)):
            return -inner if node.op == "-" else inner
        return Unknown(f"`{node.op}`")

    def _compare(self, node: model.Compare, frame: Frame) -> Value:
        left = self.eval(node.left, frame)
        result: Value = True
        for op, comparator in zip(node.ops, node.comparators):
            right = self.eval(comparator, frame)
            result = operators.compare(self, op, left, right)
            if self.truth(result) is not True:
                return result
            left = right
        return result

    def _if_exp(self, node: model.IfExp, frame: Frame) -> Value:
        test = self.eval(node.test, frame)
        truth = self.truth(test)
        if truth is not None:
            return self.eval(node.body if truth else node.orelse, frame)
        place = Place(frame.state.path, getattr(node.test, "line", self.place.line))
        for condition in self.conditions:
            if condition.place == place:
                return self.eval(node.body if condition.outcome else node.orelse, frame)
        one, other = Condition(place, True), Condition(place, False)
        self.conditions.append(one)
        body = self.eval(node.body, frame)
        self.conditions[-1] = other
        orelse = self.eval(node.orelse, frame)
        self.conditions.pop()
        return _choice([(body, (one,)), (orelse, (other,))])

    def _comprehension(self, node: model.Comprehension, frame: Frame) -> Value:
        inner = Frame(frame.state, {}, frame.closure if frame.is_class else frame)
        if frame.is_class:
            inner.names.update(frame.names)
        sequence = Sequence("list" if node.kind == "generator" else node.kind, [])
        mapping = Mapping({})

        def produce(position: int) -> None:
            if position == len(node.generators):
                element = self.eval(node.element, inner)
                if node.value is not None:
                    self._set_item(mapping, element, self.eval(node.value, inner))
                else:
                    conditions = tuple(self.conditions[mark:])
                    sequence.items.append(Maybe(element, conditions) if conditions else element)
                return
            generator = node.generators[position]
            elements = self._elements(self.eval(generator.iter, inner))
            if elements is None:
                sequence.rest = mapping.rest = Unknown("a loop over something unknown")
                return
            for element, conditions in elements[:MAX_ITERATIONS]:
                self._steps += 1
                if self._steps > self._limit:
                    return
                self.assign(generator.target, element, inner)
                inside = len(self.conditions)
                self.conditions.extend(conditions)
                tests = [self.truth(self.eval(test, inner)) for test in generator.ifs]
                if False not in tests:
                    if None in tests:
                        self.conditions.append(Condition(Place(frame.state.path, node.line), True))
                    produce(position + 1)
                del self.conditions[inside:]

        mark = len(self.conditions)
        produce(0)
        return mapping if node.kind == "dict" else sequence

    def _lambda(self, node: Lambda, frame: Frame) -> Value:
        return FunctionValue(
            node, frame.state, frame.closure, self._defaults(node.parameters, frame)
        )

    def _starred(self, node: model.Starred, frame: Frame) -> Value:
        return self.eval(node.value, frame)

    def _unlowered(self, node: model.Unlowered, frame: Frame) -> Value:
        return operators.ELLIPSIS if not node.parts else Unknown("an expression")

    # ───────────────────────────── questions

    def truth(self, value: Value) -> bool | None:
        """Whether *value* is true; None: not known, or known by default only."""
        match value:
            case None | bool() | int() | float() | str():
                return bool(value)
            case Sequence(items=items, rest=rest):
                if any(not isinstance(item, Maybe) for item in items):
                    return True
                return False if not items and rest is None else None
            case Mapping(items=mapped, rest=rest):
                if mapped:
                    return True
                return False if rest is None else None
            case Text(parts=parts):
                return True if any(isinstance(part, str) and part for part in parts) else None
            case FunctionValue() | ClassValue() | Bound() | ModuleState() | Router() | App():
                return True
            case Library(dotted=name):
                if name in python_model.FALSE_AT_RUN_TIME:
                    return False
                head, _, last = name.rpartition(".")
                # A module or a class is true; of another name of a library nothing is known.
                return True if not head or (last[:1].isupper() and not last.isupper()) else None
            case Instance():
                return fastapi_model.truth(self, value)
            case Member():
                return True
            case Choice(options=options):
                found = {self.truth(option) for option in options}
                return found.pop() if len(found) == 1 else None
        return None

    def iterate(self, value: Value) -> list[Value] | None:
        """The elements of *value*, conditions dropped; None where they are not all known."""
        elements = self._elements(value)
        return None if elements is None else [element for element, _ in elements]

    def spend(self, work: int) -> None:
        """Take *work* from what may still be executed: calls, or elements handled at once."""
        self._steps += work

    def _elements(self, value: Value) -> list[tuple[Value, tuple[Condition, ...]]] | None:
        inner = plain(value)
        match inner:
            case Sequence(items=items, rest=rest):
                self.spend(len(items) // _ELEMENTS_A_STEP)
                more = [] if rest is None else [(rest, ())]
                return [*known_items(inner), *more]
            case Mapping(items=mapped, rest=None):
                self.spend(len(mapped) // _ELEMENTS_A_STEP)
                return [(key, ()) for key in mapped]
            case str():
                return [(character, ()) for character in inner[:MAX_ITERATIONS]]
            case ClassValue() if self.is_enum(inner):
                return [(self.member(inner, name), ()) for name in self.member_names(inner)]
            case Choice():
                found: list[tuple[Value, tuple[Condition, ...]]] = []
                for option, conditions in zip(inner.options, inner.conditions):
                    elements = self._elements(option)
                    if elements is None:
                        if option is None:
                            continue
                        return None
                    found.extend((e, (*conditions, *more)) for e, more in elements)
                return found
        return None

    def parse(self, text: str) -> Expression | None:
        """The expression that a string annotation holds; None where it holds none."""
        if text not in self._parsed:
            try:
                module = lower("", ast.parse(f"_ = ({text}\n)"), 1)
                [statement] = module.body
                found = statement.value if isinstance(statement, model.Assign) else None
            except (SyntaxError, ValueError, RecursionError):
                found = None
            self._parsed[text] = found
        return self._parsed[text]

    def registered(self, entry: RouteEntry) -> None:
        """Look at the handler's signature now, as FastAPI does: what it names may change later."""
        if self.dependencies is not None:
            self.dependencies.arguments(plain(entry.names["endpoint"]))

    def unresolved(self, reason: str) -> None:
        """Note that routes are added at the present place which cannot be followed."""
        self.gaps.append(Gap(reason, self.place, tuple(self.conditions)))


def _choice(options: list[tuple[Value, tuple[Condition, ...]]]) -> Value:
    """One value out of *options*, each with its conditions; simplified where they agree."""
    flat: list[tuple[Value, tuple[Condition, ...]]] = []
    for value, conditions in options:
        if isinstance(value, Choice):
            flat.extend((v, (*conditions, *c)) for v, c in zip(value.options, value.conditions))
        else:
            flat.append((value, conditions))
    unique: list[tuple[Value, tuple[Condition, ...]]] = []
    for value, conditions in flat:
        if not any(
            value is other
            or (isinstance(value, CONSTANTS) and type(value) is type(other) and value == other)
            for other, _ in unique
        ):
            unique.append((value, conditions))
        if len(unique) == MAX_OPTIONS:
            break
    if len(unique) == 1:
        return unique[0][0]
    return Choice([value for value, _ in unique], [conditions for _, conditions in unique])


def _imported_names(statement: Statement) -> list[str]:
    if isinstance(statement, model.Import):
        return [imported.name for imported in statement.names]
    if isinstance(statement, model.ImportFrom) and not statement.level:
        return [statement.module]
    return []


def _holds_routes(args: list[Value], kwargs: dict[str, Value]) -> bool:
    return any(isinstance(plain(v), (App, Router)) for v in (*args, *kwargs.values()))


def _defaulted(value: Value) -> Value:
    return value if isinstance(value, (Defaulted, Unknown)) else Defaulted(value)


def _is_of_project(value: Value) -> bool:
    return (
        isinstance(value, Instance)
        and isinstance(value.cls, ClassValue)
        and not isinstance(value, (App, Router))
    )


def _acts(node: model.Class) -> bool:
    """Whether executing the class' body may do more than fill its namespace."""
    for statement in node.body:
        match statement:
            case Function(decorators=decorators):
                for decorator in decorators:
                    inner = decorator.func if isinstance(decorator, model.Call) else decorator
                    name = dotted(inner) or ""
                    if name.rpartition(".")[2] not in _SELF_EVIDENT:
                        return True
            case model.Assign() | model.Class() | model.Global():
                pass
            case _:
                return True
    return False


def _is_class_variable(annotation: Expression) -> bool:
    inner = annotation.value if isinstance(annotation, model.Subscript) else annotation
    return (dotted(inner) or "").rpartition(".")[2] == "ClassVar"


_STATEMENTS: dict[type, Callable[[Evaluator, Any, Frame], Completion]] = {
    model.ExprStatement: Evaluator._expression_statement,
    model.Assign: Evaluator._assign,
    model.AugAssign: Evaluator._augment,
    model.Return: Evaluator._return,
    model.Raise: Evaluator._raise,
    model.Delete: Evaluator._delete,
    model.Jump: Evaluator._jump,
    model.If: Evaluator._if,
    model.For: Evaluator._for,
    model.While: Evaluator._while,
    model.With: Evaluator._with,
    model.Try: Evaluator._try,
    model.Match: Evaluator._match,
    model.Import: Evaluator._import,
    model.ImportFrom: Evaluator._import_from,
    model.Global: Evaluator._global,
    model.Function: Evaluator._function,
    model.Class: Evaluator._class,
}
_EXPRESSIONS: dict[type, Callable[[Evaluator, Any, Frame], Value]] = {
    model.Constant: Evaluator._constant,
    model.Name: Evaluator._name,
    model.Attribute: Evaluator._attribute,
    model.Call: Evaluator._call,
    model.Subscript: Evaluator._subscript,
    model.Await: Evaluator._await,
    model.Yield: Evaluator._yield,
    model.YieldFrom: Evaluator._yield_from,
    model.Starred: Evaluator._starred,
    model.NamedExpr: Evaluator._named,
    model.JoinedStr: Evaluator._joined,
    model.Display: Evaluator._display,
    model.Dict: Evaluator._dict,
    model.BoolOp: Evaluator._bool_op,
    model.BinOp: Evaluator._bin_op,
    model.UnaryOp: Evaluator._unary_op,
    model.Compare: Evaluator._compare,
    model.IfExp: Evaluator._if_exp,
    model.Comprehension: Evaluator._comprehension,
    model.Lambda: Evaluator._lambda,
    model.Unlowered: Evaluator._unlowered,
}
