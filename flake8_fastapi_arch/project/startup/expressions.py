"""How the evaluator finds the value of each kind of expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.model import Lambda
from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.project.routes.application import Condition, Place
from flake8_fastapi_arch.project.startup import containers, operators
from flake8_fastapi_arch.project.startup.frames import Frame
from flake8_fastapi_arch.project.startup.statements import assign, function_value
from flake8_fastapi_arch.project.startup.values import (
    MAX_ITEMS,
    MAX_ITERATIONS,
    Choice,
    ClassValue,
    Defaulted,
    Library,
    Mapping,
    Maybe,
    Sequence,
    Super,
    Unknown,
    Value,
    concatenated,
    defaulted,
    describe,
    one_of,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator


def _constant(evaluator: Evaluator, node: model.Constant, frame: Frame) -> Value:
    value = node.value
    is_long = isinstance(value, str) and len(value) > MAX_TEXT
    return Unknown("a long string") if is_long else value


def _name(evaluator: Evaluator, node: model.Name, frame: Frame) -> Value:
    return evaluator.lookup(node.id, frame)


def _attribute(evaluator: Evaluator, node: model.Attribute, frame: Frame) -> Value:
    return evaluator.attribute(evaluator.eval(node.value, frame), node.attr)


def _call(evaluator: Evaluator, node: model.Call, frame: Frame) -> Value:
    function = evaluator.eval(node.func, frame)
    args: list[Value] = []
    for arg in node.args:
        if isinstance(arg, model.Starred):
            spread = evaluator.eval(arg.value, frame)
            values = evaluator.iterate(spread)
            args.extend(
                [Unknown(f"an element of {describe(spread)}")] if values is None else values
            )
        else:
            args.append(evaluator.eval(arg, frame))
    kwargs: dict[str, Value] = {}
    for keyword in node.keywords:
        value = evaluator.eval(keyword.value, frame)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        else:
            _spread(value, kwargs)
    evaluator.at(node, frame)
    match function:
        case Library(dotted="builtins.super"):
            return _super(args, frame)
        case Library(dotted="builtins.locals" | "builtins.vars" | "builtins.globals") if not args:
            return Mapping(dict(frame.names))
    return evaluator.call(function, args, kwargs, frame)


def _spread(value: Value, kwargs: dict[str, Value]) -> None:
    """Put what ``**value`` passes into *kwargs*; what is not known of it is at ``**``."""
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


def _super(args: list[Value], frame: Frame) -> Value:
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


def _subscript(evaluator: Evaluator, node: model.Subscript, frame: Frame) -> Value:
    owner = evaluator.eval(node.value, frame)
    if isinstance(node.index, model.Slice):
        lower = None if node.index.lower is None else plain(evaluator.eval(node.index.lower, frame))
        upper = None if node.index.upper is None else plain(evaluator.eval(node.index.upper, frame))
        return operators.sliced(owner, lower, upper)
    if isinstance(node.index, model.Display) and node.index.kind == "tuple":
        index: Value = Sequence("tuple", [evaluator.eval(i, frame) for i in node.index.items])
    else:
        index = evaluator.eval(node.index, frame)
    return operators.item(evaluator, owner, index)


def _await(evaluator: Evaluator, node: model.Await, frame: Frame) -> Value:
    return evaluator.awaited(evaluator.eval(node.value, frame))


def _yield(evaluator: Evaluator, node: model.Yield, frame: Frame) -> Value:
    if node.value is not None:
        value = evaluator.eval(node.value, frame)
        conditions = tuple(evaluator.conditions)
        frame.yields.append(Maybe(value, conditions) if conditions else value)
    return None


def _yield_from(evaluator: Evaluator, node: model.YieldFrom, frame: Frame) -> Value:
    values = evaluator.iterate(evaluator.eval(node.value, frame))
    room = MAX_ITEMS - len(frame.yields)
    frame.yields.extend((values or ())[: max(room, 0)])
    return None


def _named(evaluator: Evaluator, node: model.NamedExpr, frame: Frame) -> Value:
    value = evaluator.eval(node.value, frame)
    frame.bind(node.target.id, value)
    return value


def _joined(evaluator: Evaluator, node: model.JoinedStr, frame: Frame) -> Value:
    return concatenated([evaluator.eval(part, frame) for part in node.parts])


def _display(evaluator: Evaluator, node: model.Display, frame: Frame) -> Value:
    result = Sequence(node.kind, [])
    for item in node.items:
        if isinstance(item, model.Starred):
            containers.extend(evaluator, result, evaluator.eval(item.value, frame), marked=False)
        else:
            result.items.append(evaluator.eval(item, frame))
    return result


def _dict(evaluator: Evaluator, node: model.Dict, frame: Frame) -> Value:
    result = Mapping({})
    for key, value in zip(node.keys, node.values):
        if key is None:
            containers.update(evaluator, result, evaluator.eval(value, frame))
        else:
            containers.set_item(result, evaluator.eval(key, frame), evaluator.eval(value, frame))
    return result


def _bool_op(evaluator: Evaluator, node: model.BoolOp, frame: Frame) -> Value:
    by_default = False
    options: list[tuple[Value, tuple[Condition, ...]]] = []
    for i, operand in enumerate(node.values):
        value = evaluator.eval(operand, frame)
        if i == len(node.values) - 1:
            options.append((value, ()))
            break
        truth = evaluator.truth(value)
        if truth is None and isinstance(value, Defaulted):
            by_default = True
            truth = evaluator.truth(plain(value))
        if truth is None:
            options.append((value, ()))
        elif truth == (node.op == "or"):
            options.append((value, ()))
            break
    result = one_of(options)
    return defaulted(result) if by_default else result


def _bin_op(evaluator: Evaluator, node: model.BinOp, frame: Frame) -> Value:
    return operators.operate(
        evaluator, node.op, evaluator.eval(node.left, frame), evaluator.eval(node.right, frame)
    )


def _unary_op(evaluator: Evaluator, node: model.UnaryOp, frame: Frame) -> Value:
    value = evaluator.eval(node.operand, frame)
    if node.op == "not":
        truth = evaluator.truth(value)
        if truth is not None:
            return not truth
        inner = evaluator.truth(plain(value))
        return Unknown("`not`") if inner is None else Defaulted(not inner)
    inner = plain(value)
    if isinstance(inner, (int, float)):
        return -inner if node.op == "-" else inner
    return Unknown(f"`{node.op}`")


def _compare(evaluator: Evaluator, node: model.Compare, frame: Frame) -> Value:
    left = evaluator.eval(node.left, frame)
    result: Value = True
    for op, comparator in zip(node.ops, node.comparators):
        right = evaluator.eval(comparator, frame)
        result = operators.compare(evaluator, op, left, right)
        if evaluator.truth(result) is not True:
            return result
        left = right
    return result


def _if_exp(evaluator: Evaluator, node: model.IfExp, frame: Frame) -> Value:
    test = evaluator.eval(node.test, frame)
    truth = evaluator.truth(test)
    if truth is not None:
        return evaluator.eval(node.body if truth else node.orelse, frame)
    place = Place(frame.state.path, getattr(node.test, "line", evaluator.place.line))
    for condition in evaluator.conditions:
        if condition.place == place:
            return evaluator.eval(node.body if condition.outcome else node.orelse, frame)
    one, other = Condition(place, True), Condition(place, False)
    evaluator.conditions.append(one)
    body = evaluator.eval(node.body, frame)
    evaluator.conditions[-1] = other
    orelse = evaluator.eval(node.orelse, frame)
    evaluator.conditions.pop()
    return one_of([(body, (one,)), (orelse, (other,))])


def _comprehension(evaluator: Evaluator, node: model.Comprehension, frame: Frame) -> Value:
    inner = Frame(frame.state, {}, frame.closure if frame.is_class else frame)
    if frame.is_class:
        inner.names.update(frame.names)
    sequence = Sequence("list" if node.kind == "generator" else node.kind, [])
    mapping = Mapping({})

    def produce(position: int) -> None:
        if position == len(node.generators):
            element = evaluator.eval(node.element, inner)
            if node.value is not None:
                containers.set_item(mapping, element, evaluator.eval(node.value, inner))
            else:
                conditions = tuple(evaluator.conditions[mark:])
                sequence.items.append(Maybe(element, conditions) if conditions else element)
            return
        generator = node.generators[position]
        elements = evaluator.elements(evaluator.eval(generator.iter, inner))
        if elements is None:
            sequence.rest = mapping.rest = Unknown("a loop over something unknown")
            return
        for element, conditions in elements[:MAX_ITERATIONS]:
            if not evaluator.step():
                return
            assign(evaluator, generator.target, element, inner)
            inside = len(evaluator.conditions)
            evaluator.conditions.extend(conditions)
            tests = [evaluator.truth(evaluator.eval(test, inner)) for test in generator.ifs]
            if False not in tests:
                if None in tests:
                    evaluator.conditions.append(Condition(Place(frame.state.path, node.line), True))
                produce(position + 1)
            del evaluator.conditions[inside:]

    mark = len(evaluator.conditions)
    produce(0)
    return mapping if node.kind == "dict" else sequence


def _lambda(evaluator: Evaluator, node: Lambda, frame: Frame) -> Value:
    return function_value(evaluator, node, frame)


def _starred(evaluator: Evaluator, node: model.Starred, frame: Frame) -> Value:
    return evaluator.eval(node.value, frame)


def _unlowered(evaluator: Evaluator, node: model.Unlowered, frame: Frame) -> Value:
    return operators.ELLIPSIS if not node.parts else Unknown("an expression")


EXPRESSIONS: dict[type, Callable[[Evaluator, Any, Frame], Value]] = {
    model.Constant: _constant,
    model.Name: _name,
    model.Attribute: _attribute,
    model.Call: _call,
    model.Subscript: _subscript,
    model.Await: _await,
    model.Yield: _yield,
    model.YieldFrom: _yield_from,
    model.Starred: _starred,
    model.NamedExpr: _named,
    model.JoinedStr: _joined,
    model.Display: _display,
    model.Dict: _dict,
    model.BoolOp: _bool_op,
    model.BinOp: _bin_op,
    model.UnaryOp: _unary_op,
    model.Compare: _compare,
    model.IfExp: _if_exp,
    model.Comprehension: _comprehension,
    model.Lambda: _lambda,
    model.Unlowered: _unlowered,
}
