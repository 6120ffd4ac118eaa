"""How the evaluator executes each kind of statement."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.model import Expression, Function, Lambda, Module, Statement
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.project.routes.application import Condition, Place
from flake8_fastapi_arch.project.startup import (
    containers,
    fastapi_model,
    library_models,
    operators,
    python_model,
)
from flake8_fastapi_arch.project.startup.values import (
    MAX_ITERATIONS,
    MISSING,
    Bound,
    ClassValue,
    Deferred,
    FunctionValue,
    Instance,
    Library,
    Mapping,
    Marked,
    ModuleState,
    Partial,
    Sequence,
    Unknown,
    Value,
    describe,
    one_of,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator
    from flake8_fastapi_arch.project.startup.frames import Frame

MAX_ROUNDS = 100  # of a `while`: what waits for ever goes on, what registers routes seldom does
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
"""How a statement ended what it stands in: return, break, continue or raise; None: it did not."""


def block(evaluator: Evaluator, body: tuple[Statement, ...], frame: Frame) -> Completion:
    """Execute *body*; returns how it ended early: return, break, continue, raise."""
    for statement in body:
        ended = _execute(evaluator, statement, frame)
        if ended is not None:
            return ended
    return None


def _execute(evaluator: Evaluator, statement: Statement, frame: Frame) -> Completion:
    if not evaluator.step():
        return "raise"
    handler = _STATEMENTS.get(type(statement))
    return None if handler is None else handler(evaluator, statement, frame)


# ── names


def _assignment(evaluator: Evaluator, node: model.Assign, frame: Frame) -> Completion:
    if node.value is None:
        return None
    value = evaluator.eval(node.value, frame)
    for target in node.targets:
        assign(evaluator, target, value, frame)
    return None


def assign(evaluator: Evaluator, target: Expression, value: Value, frame: Frame) -> None:
    """Bind *target* to *value*."""
    match target:
        case model.Name(id=name):
            frame.bind(name, value)
        case model.Attribute(value=owner, attr=name):
            evaluator.set_attribute(evaluator.eval(owner, frame), name, value)
        case model.Subscript(value=owner, index=index):
            containers.set_item(evaluator.eval(owner, frame), evaluator.eval(index, frame), value)
        case model.Display(items=items):
            _unpack(evaluator, items, value, frame)
        case model.Starred(value=inner):
            assign(evaluator, inner, value, frame)


def _unpack(
    evaluator: Evaluator, items: tuple[Expression, ...], value: Value, frame: Frame
) -> None:
    values = evaluator.iterate(value)
    starred = next((i for i, t in enumerate(items) if isinstance(t, model.Starred)), None)
    if values is None:
        reason = f"an element of {describe(value)}"
        for target in items:
            assign(evaluator, target, Unknown(reason), frame)
        return
    if starred is None:
        for i, target in enumerate(items):
            found = values[i] if i < len(values) else Unknown("a missing element")
            assign(evaluator, target, found, frame)
        return
    after = len(items) - starred - 1
    for i, target in enumerate(items[:starred]):
        assign(evaluator, target, values[i] if i < len(values) else Unknown("too few"), frame)
    middle = values[starred : len(values) - after]
    assign(evaluator, items[starred], Sequence("list", middle), frame)
    for i, target in enumerate(items[starred + 1 :]):
        position = len(values) - after + i
        inside = 0 <= position < len(values)
        assign(evaluator, target, values[position] if inside else Unknown("too few"), frame)


def _augment(evaluator: Evaluator, node: model.AugAssign, frame: Frame) -> Completion:
    old = plain(evaluator.eval(node.target, frame))
    added = evaluator.eval(node.value, frame)
    if node.op == "+" and isinstance(old, Sequence) and old.kind == "list":
        containers.extend(evaluator, old, added)
        return None
    if node.op == "|" and isinstance(old, Mapping):
        containers.update(evaluator, old, added)
        return None
    assign(evaluator, node.target, operators.operate(evaluator, node.op, old, added), frame)
    return None


def _delete(evaluator: Evaluator, node: model.Delete, frame: Frame) -> Completion:
    for target in node.targets:
        match target:
            case model.Name(id=name):
                frame.names.pop(name, None)
            case model.Subscript(value=owner, index=index):
                found = plain(evaluator.eval(owner, frame))
                if isinstance(found, Mapping):
                    found.items.pop(plain(evaluator.eval(index, frame)), None)
    return None


def _global(evaluator: Evaluator, node: model.Global, frame: Frame) -> Completion:
    for name in node.names:
        frame.shared[name] = node.kind
    return None


# ── control


def _expression_statement(
    evaluator: Evaluator, node: model.ExprStatement, frame: Frame
) -> Completion:
    evaluator.eval(node.value, frame)
    return None


def _return(evaluator: Evaluator, node: model.Return, frame: Frame) -> Completion:
    value = None if node.value is None else evaluator.eval(node.value, frame)
    frame.returns.append((value, tuple(evaluator.conditions)))
    return "return"


def _raise(evaluator: Evaluator, node: model.Raise, frame: Frame) -> Completion:
    return "raise"


def _jump(evaluator: Evaluator, node: model.Jump, frame: Frame) -> Completion:
    return node.kind


def _if(evaluator: Evaluator, node: model.If, frame: Frame) -> Completion:
    test = evaluator.eval(node.test, frame)
    truth = evaluator.truth(test)
    if truth is not None:
        return block(evaluator, node.body if truth else node.orelse, frame)
    return _both(evaluator, Place(frame.state.path, node.line), node.body, node.orelse, frame)


def _both(
    evaluator: Evaluator,
    place: Place,
    first: tuple[Statement, ...],
    second: tuple[Statement, ...],
    frame: Frame,
) -> Completion:
    """Execute two alternatives from the same start and join what they bind."""
    for condition in evaluator.conditions:
        if condition.place == place:  # decided further up: the same branch, entered again
            return block(evaluator, first if condition.outcome else second, frame)
    mark = len(evaluator.conditions)
    before = dict(frame.names)
    one, other = Condition(place, True), Condition(place, False)
    evaluator.conditions.append(one)
    ended_first = block(evaluator, first, frame)
    del evaluator.conditions[mark:]
    after_first = dict(frame.names)
    frame.names.clear()
    frame.names.update(before)
    evaluator.conditions.append(other)
    ended_second = block(evaluator, second, frame)
    del evaluator.conditions[mark:]
    if ended_first and ended_second:
        return ended_first if ended_second == "raise" else ended_second
    if ended_first:
        if ended_first != "raise":
            evaluator.conditions.append(other)
        return None
    if ended_second:
        frame.names.clear()
        frame.names.update(after_first)
        if ended_second != "raise":
            evaluator.conditions.append(one)
        return None
    for name, value in after_first.items():
        if name not in frame.names:
            frame.names[name] = value
        elif frame.names[name] is not value:
            frame.names[name] = one_of([(value, (one,)), (frame.names[name], (other,))])
    return None


def _for(evaluator: Evaluator, node: model.For, frame: Frame) -> Completion:
    iterable = evaluator.eval(node.iter, frame)
    elements = evaluator.elements(iterable)
    if elements is None:
        reason = f"an element of {describe(plain(iterable))}"
        assign(evaluator, node.target, Unknown(reason), frame)
        mark = len(evaluator.conditions)
        ended = block(evaluator, node.body, frame)
        del evaluator.conditions[mark:]
        return "return" if ended == "return" and not evaluator.conditions else None
    for count, (element, conditions) in enumerate(elements):
        if count >= MAX_ITERATIONS or evaluator.is_exhausted:
            break
        mark = len(evaluator.conditions)
        evaluator.conditions.extend(conditions)
        assign(evaluator, node.target, element, frame)
        ended = block(evaluator, node.body, frame)
        left_early = len(evaluator.conditions) > mark + len(conditions)
        del evaluator.conditions[mark:]
        if ended in ("return", "raise"):
            return ended
        if ended == "break" and not left_early:
            return None
    return block(evaluator, node.orelse, frame)


def _while(evaluator: Evaluator, node: model.While, frame: Frame) -> Completion:
    known = len(evaluator.entries)
    for _ in range(MAX_ROUNDS):
        truth = evaluator.truth(evaluator.eval(node.test, frame))
        if truth is False or evaluator.is_exhausted:
            return None
        mark = len(evaluator.conditions)
        ended = block(evaluator, node.body, frame)
        del evaluator.conditions[mark:]
        if ended in ("return", "raise"):
            return ended
        if ended == "break" or truth is None:
            return None
    if len(evaluator.entries) > known:
        evaluator.unresolved(f"a loop that registers routes more than {MAX_ROUNDS} times")
    return None


def _with(evaluator: Evaluator, node: model.With, frame: Frame) -> Completion:
    for item in node.items:
        manager = evaluator.eval(item.context, frame)
        if item.target is not None:
            entered = _entered(evaluator, manager)
            assign(evaluator, item.target, entered, frame)
    return block(evaluator, node.body, frame)


def _entered(evaluator: Evaluator, manager: Value) -> Value:
    inner = plain(manager)
    if isinstance(inner, Instance) and isinstance(inner.cls, ClassValue):
        enter = evaluator.class_attribute(inner.cls, "__enter__")
        if isinstance(enter, FunctionValue):
            return evaluator.call_function(enter, [inner], {})
    if isinstance(inner, Sequence) and inner.items:  # a generator behind @contextmanager
        return inner.items[0]
    return Unknown(f"what {describe(inner)} enters")


def _try(evaluator: Evaluator, node: model.Try, frame: Frame) -> Completion:
    if _is_optional(evaluator, node, frame):
        # Whether the library is there is not known here: both ways are gone.
        present, absent = (*node.body, *node.orelse), node.handlers[0].body
        _both(evaluator, Place(frame.state.path, node.line), present, absent, frame)
        return block(evaluator, node.final, frame)
    ended = block(evaluator, node.body, frame)
    if ended == "raise":
        ended = None
        if node.handlers:
            handler = node.handlers[0]
            if handler.name:
                frame.names[handler.name] = Unknown("an exception")
            ended = block(evaluator, handler.body, frame)
    elif ended is None:
        ended = block(evaluator, node.orelse, frame)
    return block(evaluator, node.final, frame) or ended


def _is_optional(evaluator: Evaluator, node: model.Try, frame: Frame) -> bool:
    """Whether *node* imports a library that the code can do without."""
    if not node.handlers:
        return False
    caught = node.handlers[0].caught
    parts = caught.items if isinstance(caught, model.Display) else (caught,)
    names = {(dotted(part) or "").rpartition(".")[2] if part else "" for part in parts}
    if names.isdisjoint({"ImportError", "ModuleNotFoundError"}):
        return False
    return any(
        _is_library(evaluator, frame.state.path, name)
        for statement in node.body
        for name in _imported_names(statement)
    )


def _imported_names(statement: Statement) -> list[str]:
    if isinstance(statement, model.Import):
        return [imported.name for imported in statement.names]
    if isinstance(statement, model.ImportFrom) and not statement.level:
        return [statement.module]
    return []


def _is_library(evaluator: Evaluator, importer: str, name: str) -> bool:
    head = name.partition(".")[0]
    return (
        head not in fastapi_model.FRAMEWORKS
        and head not in sys.stdlib_module_names
        and evaluator.imports.find(importer, name) is None
        and not _is_own(evaluator, importer, name)
    )


def _match(evaluator: Evaluator, node: model.Match, frame: Frame) -> Completion:
    subject = evaluator.eval(node.subject, frame)
    place = Place(frame.state.path, node.line)
    mark = len(evaluator.conditions)
    for case in node.cases:
        for name in case.names:
            frame.names[name] = Unknown(f"a part of {describe(plain(subject))}")
        evaluator.conditions.append(Condition(place, True))
        block(evaluator, case.body, frame)
        del evaluator.conditions[mark:]
    return None


# ── imports


def _import(evaluator: Evaluator, node: model.Import, frame: Frame) -> Completion:
    for imported in node.names:
        state = evaluator.find_module(frame.state.path, imported.name)
        head, _, tail = imported.name.partition(".")
        if tail and not imported.renamed:
            package = evaluator.find_module(frame.state.path, head) if state else None
            frame.bind(head, package or Library(head))
        else:
            frame.bind(imported.local, state or Library(imported.name))
    return None


def _import_from(evaluator: Evaluator, node: model.ImportFrom, frame: Frame) -> Completion:
    state = evaluator.find_module(frame.state.path, node.module, node.level)
    if state is None:
        if node.level or _is_own(evaluator, frame.state.path, node.module):
            return _missing_import(evaluator, node, frame)
        for imported in node.names:
            if imported.name == "*":
                frame.state.libraries.append(node.module)
            else:
                value = python_model.library_attribute(evaluator, node.module, imported.name)
                frame.bind(imported.local, value)
        return None
    for imported in node.names:
        if imported.name == "*":
            _import_all(evaluator, state, frame)
            continue
        value = evaluator.module_attribute(state, imported.name)
        if value is MISSING and state.module is None and not node.level:
            value = Library(f"{node.module}.{imported.name}")  # a directory of that name
        if value is MISSING and state.status == "running":
            value = Deferred(state, imported.name)
        if value is MISSING:
            value = Unknown(f"`{imported.name}`, which `{state.name}` does not define")
        frame.bind(imported.local, value)
    return None


def _import_all(evaluator: Evaluator, state: ModuleState, frame: Frame) -> None:
    if state.status == "running":
        frame.state.unfinished.append(state)
    exported = evaluator.iterate(state.names.get("__all__", Unknown("")))
    if exported is None:
        names = [name for name in state.names if not name.startswith("_")]
    else:
        names = [name for name in map(plain, exported) if isinstance(name, str)]
    for name in names:
        value = evaluator.module_attribute(state, name)
        if value is not MISSING:
            frame.bind(name, value)
    frame.state.libraries.extend(state.libraries)


def _missing_import(evaluator: Evaluator, node: model.ImportFrom, frame: Frame) -> Completion:
    for imported in node.names:
        if imported.name != "*":
            origin = "." * node.level + node.module
            reason = f"`{imported.name}` of module `{origin}`, which is not there"
            frame.bind(imported.local, Unknown(reason))
    return "raise" if _is_guarded(node, frame) else None


def _is_own(evaluator: Evaluator, importer: str, name: str) -> bool:
    """Whether *name* is in a package of the project, so that no library can provide it."""
    head, _, tail = name.partition(".")
    return (
        bool(tail)
        and head not in fastapi_model.FRAMEWORKS
        and (path := evaluator.imports.find(importer, head)) is not None
        and path.endswith("/__init__.py")
        and evaluator.imports.dotted_name(path) == head
    )


def _is_guarded(node: model.ImportFrom, frame: Frame) -> bool:
    """Whether *node* is in a ``try``; only there does a missing module mean anything."""
    owner = frame.function.node if frame.function else frame.state.module
    if not isinstance(owner, (Module, Function)):
        return False
    return any(
        isinstance(statement, model.Try) and node in statements(statement.body)
        for statement in statements(owner.body)
    )


# ── definitions


def _function(evaluator: Evaluator, node: Function, frame: Frame) -> Completion:
    function = function_value(evaluator, node, frame)
    value: Value = function
    if node.decorators:
        value = _decorated(evaluator, node, function, frame)
    frame.bind(node.name, value)
    return None


def function_value(evaluator: Evaluator, node: Function | Lambda, frame: Frame) -> FunctionValue:
    """The function that *node* makes in *frame*, its defaults evaluated."""
    defaults = {
        parameter.name: evaluator.eval(parameter.default, frame)
        for parameter in node.parameters
        if parameter.default is not None
    }
    return FunctionValue(node, frame.state, frame.closure, defaults)


def _decorated(
    evaluator: Evaluator, node: Function, function: FunctionValue, frame: Frame
) -> Value:
    decorators = [evaluator.eval(decorator, frame) for decorator in node.decorators]
    value: Value = function
    evaluator.decorating.append(node)
    for expression, decorator in zip(node.decorators[::-1], decorators[::-1]):
        evaluator.at(expression, frame)
        value = _decorate(evaluator, decorator, value)
    evaluator.decorating.pop()
    return value


def _decorate(evaluator: Evaluator, decorator: Value, value: Value) -> Value:
    """What *decorator* makes of *value*; one that is not understood leaves it as it is."""
    result = evaluator.call(decorator, [value], {})
    inner = plain(result)
    match inner:
        case FunctionValue() | Bound() | Partial() | Marked() | ClassValue():
            return result
        case Instance(cls=ClassValue()):
            return result
    return value


def _class(evaluator: Evaluator, node: model.Class, frame: Frame) -> Completion:
    bases = [evaluator.eval(base, frame) for base in node.bases]
    keywords = {k.arg: evaluator.eval(k.value, frame) for k in node.keywords if k.arg}
    value = ClassValue(node, frame.state, frame, bases, keywords=keywords)
    if _acts(node):
        evaluator.class_names(value)
    result: Value = value
    if node.decorators and library_models.made_view(evaluator, value):
        frame.bind(node.name, value)
        return None
    for expression in node.decorators[::-1]:
        decorator = evaluator.eval(expression, frame)
        evaluator.at(expression, frame)
        value.decorators.append(decorator)
        result = _decorate(evaluator, decorator, result)
    frame.bind(node.name, result)
    return None


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


_STATEMENTS: dict[type, Callable[[Evaluator, Any, Frame], Completion]] = {
    model.ExprStatement: _expression_statement,
    model.Assign: _assignment,
    model.AugAssign: _augment,
    model.Return: _return,
    model.Raise: _raise,
    model.Delete: _delete,
    model.Jump: _jump,
    model.If: _if,
    model.For: _for,
    model.While: _while,
    model.With: _with,
    model.Try: _try,
    model.Match: _match,
    model.Import: _import,
    model.ImportFrom: _import_from,
    model.Global: _global,
    model.Function: _function,
    model.Class: _class,
}
