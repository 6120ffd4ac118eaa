"""Executes a project's start-up code symbolically: what Python would make of it, without Python.

Modules are executed in order when they are imported, functions when they are called; where a
branch cannot be decided both sides are executed and what they add is marked with its condition.
Nothing of the project runs: the records are read, and what is not understood is ``Unknown``.

Here are modules, attributes, classes and calls, and how much work is left; each kind of statement
and of expression has a function in ``statements`` and ``expressions``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Expression, Function, Lambda, Module, Statement
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.routes.application import Condition, Place
from flake8_fastapi_arch.project.startup import containers, fastapi_model, python_model
from flake8_fastapi_arch.project.startup.expressions import EXPRESSIONS
from flake8_fastapi_arch.project.startup.frames import Frame
from flake8_fastapi_arch.project.startup.statements import block
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MAX_ITERATIONS,
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
    defaulted,
    describe,
    known_items,
    one_of,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.routes.dependencies import Dependencies

MAX_STEPS = 400_000
MAX_CALL_STEPS = 20_000
MAX_DEPTH = 40
_ELEMENTS_A_STEP = 16  # that are copied in the time of a statement


class Evaluator:
    """Holds the modules executed so far and everything they made."""

    def __init__(
        self, modules: MappingType[str, Module], imports: Imports, *, live_includes: bool = True
    ) -> None:
        """*live_includes*: whether a route added to a router after its inclusion is served."""
        self._modules = modules
        self.imports = imports
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
            state = ModuleState(path, self.imports.dotted_name(path), module)
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
            block(self, (statement,), frame)
        except Exception as error:
            self.place = Place(frame.state.path, getattr(statement, "line", 1))
            self.unresolved(f"start-up code beyond this analysis ({type(error).__name__}: {error})")
            del self._active[depth[0] :], self.conditions[depth[1] :], self.decorating[depth[2] :]

    def find_module(self, importer: str, name: str, level: int = 0) -> ModuleState | None:
        """The module of the project that *importer* calls *name*, executed; None: a library's."""
        if not level and name.partition(".")[0] in fastapi_model.FRAMEWORKS:
            return None
        path = self.imports.find(importer, name, level)
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
        path = self.imports.submodule(state.path, name)
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

    # ───────────────────────────── expressions

    def eval(self, node: Expression, frame: Frame) -> Value:
        """The value of *node* in *frame*."""
        handler = EXPRESSIONS.get(type(node))
        return Unknown("an expression") if handler is None else handler(self, node, frame)

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

    # ───────────────────────────── attributes

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
                return defaulted(found) if isinstance(found, (*CONSTANTS, Member)) else found
            case Choice():
                found_each = [
                    (found, conditions)
                    for option, conditions in zip(owner.options, owner.conditions)
                    if (found := self.find_attribute(option, name)) is not MISSING
                ]
                known = [pair for pair in found_each if not isinstance(pair[0], Unknown)]
                return one_of(known or found_each) if found_each else MISSING
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

    def set_attribute(self, owner: Value, name: str, value: Value) -> None:
        """``owner.name = value``."""
        owner = plain(owner)
        match owner:
            case Instance():
                old = owner.names.get(name, MISSING)
                if self.conditions and old is not MISSING and old is not value:
                    last = self.conditions[-1]
                    opposite = Condition(last.place, not last.outcome)
                    value = one_of([(value, (last,)), (old, (opposite,))])
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

    # ───────────────────────────── classes

    def class_names(self, cls: ClassValue) -> dict[str, Value]:
        """The namespace of *cls*; its body is executed when it is first asked for."""
        if cls.names is None:
            cls.names = {}
            frame = Frame(cls.state, cls.names, cls.frame, is_class=True)
            saved = self.conditions, self.place, self.col
            self.conditions = []
            block(self, cls.node.body, frame)
            self.conditions, self.place, self.col = saved
            for value in cls.names.values():
                inner = value.function if isinstance(value, Marked) else value
                if isinstance(inner, FunctionValue) and inner.owner is None:
                    inner.owner = cls
        return cls.names

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

    def is_enum(self, cls: ClassValue) -> bool:
        """Whether *cls* is an enumeration."""
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
        made = one_of(results)
        # Another class may stand in, whose attributes need not be these.
        is_certain = len(results) == len(choice.options) or not _is_of_project(made)
        return made if is_certain else defaulted(made)

    def call_method(
        self, receiver: Value, name: str, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        """A method that the evaluator knows by name, called on *receiver*."""
        if isinstance(receiver, Defaulted):
            return defaulted(self.call_method(receiver.value, name, args, kwargs))
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
        if not self.step():
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
            block(self, node.body, frame)
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
            return Unknown("a result that takes too long") if self.is_exhausted else None
        return one_of([(value, found[mark:]) for value, found in frame.returns])

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
                names[name] = default if hidden is None else defaulted(default)
            else:
                names[name] = Unknown(f"argument `{name}`")
        return names

    def awaited(self, value: Value) -> Value:
        """The result of awaiting *value*."""
        inner = plain(value)
        match inner:
            case Instance(cls=Library(dotted=python_model.COROUTINE), args=[function, args]):
                return self.run(function, args, inner.kwargs)
        return Unknown(f"the result of awaiting {describe(inner)}")

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
        elements = self.elements(value)
        return None if elements is None else [element for element, _ in elements]

    def elements(self, value: Value) -> list[tuple[Value, tuple[Condition, ...]]] | None:
        """The elements of *value*, each with its conditions; None where they are not all known."""
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
                    elements = self.elements(option)
                    if elements is None:
                        if option is None:
                            continue
                        return None
                    found.extend((e, (*conditions, *more)) for e, more in elements)
                return found
        return None

    # ───────────────────────────── notes

    def at(self, node: Expression, frame: Frame) -> None:
        """What follows happens at *node*: routes and gaps are noted with its place."""
        line = getattr(node, "line", None)
        if line is not None:
            self.place = Place(frame.state.path, line)
            self.col = getattr(node, "col", 0)

    def registered(self, entry: RouteEntry) -> None:
        """Look at the handler's signature now, as FastAPI does: what it names may change later."""
        if self.dependencies is not None:
            self.dependencies.arguments(plain(entry.names["endpoint"]))

    def unresolved(self, reason: str) -> None:
        """Note that routes are added at the present place which cannot be followed."""
        self.gaps.append(Gap(reason, self.place, tuple(self.conditions)))

    # ───────────────────────────── budget

    def step(self) -> bool:
        """Take one step; whether there was one left."""
        self._steps += 1
        return self._steps <= self._limit

    def spend(self, steps: int) -> None:
        """Take *steps* at once, for work that takes as long."""
        self._steps += steps

    @property
    def is_exhausted(self) -> bool:
        """Whether no step is left, for the present call or for all of the start-up code."""
        return self._steps > self._limit


def _holds_routes(args: list[Value], kwargs: dict[str, Value]) -> bool:
    return any(isinstance(plain(v), (App, Router)) for v in (*args, *kwargs.values()))


def _is_of_project(value: Value) -> bool:
    return (
        isinstance(value, Instance)
        and isinstance(value.cls, ClassValue)
        and not isinstance(value, (App, Router))
    )


def _is_class_variable(annotation: Expression) -> bool:
    inner = annotation.value if isinstance(annotation, model.Subscript) else annotation
    return (dotted(inner) or "").rpartition(".")[2] == "ClassVar"
