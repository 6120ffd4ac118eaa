"""What becomes of FastAPI's marker, ``Query(True)``, in a function that is called by hand."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import (
    BoolOp,
    Call,
    Constant,
    Expression,
    If,
    IfExp,
    Keyword,
    Lambda,
    Name,
    Node,
    Parameter,
    UnaryOp,
    While,
)
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_TESTING = (If, IfExp, While)


def works_like_its_default(
    parameter: Parameter, function: FunctionSymbol, effects: Effects
) -> bool:
    """Whether the marker that is the default of *parameter* does what its own default would do.

    It does where *function*, or what this hands it on to, asks for its type before it uses it, and
    where it only asks whether it is true, as any marker is, and the default is true as well.
    """
    marker = parameter.default
    default = marker.args[0] if isinstance(marker, Call) and marker.args else None
    is_true = isinstance(default, Constant) and bool(default.value)
    return _Uses(effects, is_true).are_harmless(parameter.name, function)


class _Uses:
    def __init__(self, effects: Effects, is_true: bool) -> None:
        self._effects = effects
        self._is_true = is_true
        self._asked: set[tuple[str, FunctionSymbol]] = set()

    def are_harmless(self, name: str, function: FunctionSymbol) -> bool:
        if (name, function) in self._asked:
            return True
        self._asked.add((name, function))
        uses = list(readings(name, function.node))
        return bool(uses) and all(self._is_harmless(use, function) for use in uses)

    def _is_harmless(self, use: Name, function: FunctionSymbol) -> bool:
        above = parents(function.node)
        return (
            _is_told_by_type(use, function)
            or (self._is_true and _is_tested(use, function))
            or self._is_handed_on(use, above[use], function)
        )

    def _is_handed_on(self, use: Name, parent: Node, function: FunctionSymbol) -> bool:
        if isinstance(parent, Keyword):
            parent = parents(function.node)[parent]
        for site in self._effects.sites(function):
            if site.call is parent:
                taken = [
                    (parameter.name, callee)
                    for callee in self._effects.targets(site).functions
                    if not isinstance(callee.node, Lambda)
                    for parameter in callee.node.parameters
                    if argument(parameter.name, callee.node, site.call) is use
                ]
                return bool(taken) and all(self.are_harmless(*each) for each in taken)
        return False


def _is_told_by_type(use: Name, function: FunctionSymbol) -> bool:
    """Whether *use* is, or stands behind, an ``isinstance`` of the variable."""
    above = parents(function.node)
    node: Node = use
    while node is not function.node:
        part, node = node, above[node]
        match node:
            case Call() if _asks_for_type(node, use.id):
                return True
            case If(test=test, orelse=otherwise) if part not in otherwise:
                is_told = any(_asks_for_type(asked, use.id) for asked in walk(test))
            case IfExp(test=test, orelse=otherwise) if part is not otherwise:
                is_told = any(_asks_for_type(asked, use.id) for asked in walk(test))
            case BoolOp("and", (test, *_)):
                is_told = _asks_for_type(test, use.id)
            case _:
                is_told = False
        if is_told:
            return True
    return False


def _asks_for_type(node: Node, name: str) -> bool:
    match node:
        case Call(Name(id="isinstance"), (Name(id=asked), *_)):
            return asked == name
    return False


def _is_tested(use: Expression, function: FunctionSymbol) -> bool:
    """Whether *use* only decides about a branch."""
    above = parents(function.node)
    node: Node = use
    while isinstance(above[node], (BoolOp, UnaryOp)):
        node = above[node]
    parent = above[node]
    return isinstance(parent, _TESTING) and parent.test is node
