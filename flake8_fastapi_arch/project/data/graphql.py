"""Which functions a GraphQL server calls once for each object: the resolvers of its fields."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Class,
    Constant,
    Expression,
    Function,
    Module,
    Name,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import definitions, walk
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_TYPES = frozenset(
    {
        "strawberry.type", "strawberry.interface", "strawberry.federation.type",
        "strawberry.federation.interface", "strawberry.experimental.pydantic.type",
    }
)  # fmt: skip
_FIELDS = frozenset({"strawberry.field", "strawberry.federation.field"})
_LISTS = re.compile(r"[Ll]ist|Sequence|Iterable|\w*Connection|tuple|Tuple")


class GraphQL:
    """Reads the types of a strawberry schema."""

    def __init__(self, modules: Mapping[str, Module], names: Names) -> None:
        self._modules = modules
        self._names = names

    def resolved_for_each(self, function: FunctionSymbol) -> ClassSymbol | None:
        """The type one of whose fields *function* resolves, where the schema has lists of it: the
        server calls the function for each object of a list. None for any other function."""
        node = function.node
        if not isinstance(node, Function) or not self._is_marked(node, function.module, _FIELDS):
            return None
        scope = self._names.scope_of(function.module, node)
        cls = self._names.class_of_method(node, scope)
        if cls is None or not self._is_marked(cls.node, cls.module, _TYPES):
            return None
        return cls if cls.node.name in self._listed else None

    @functools.cached_property
    def _listed(self) -> frozenset[str]:
        """The names of which some field gives a list."""
        return frozenset(
            name
            for module in self._modules.values()
            for node in definitions(module)
            if isinstance(node, Class) and self._is_marked(node, module, _TYPES)
            for annotation in _annotations(node)
            for name in _held_in_lists(annotation)
        )

    def _is_marked(self, node: Function | Class, module: Module, dotted: frozenset[str]) -> bool:
        if not node.decorators:
            return False
        scope = self._names.scope_around(module, node)
        return any(
            name in dotted
            for decorator in node.decorators
            for name in self._names.dotted(
                decorator.func if isinstance(decorator, Call) else decorator, scope
            )
        )


def _annotations(cls: Class) -> Iterator[Expression]:
    for statement in cls.body:
        match statement:
            case Assign(annotation=annotation) if annotation is not None:
                yield annotation
            case Function(returns=returns) if returns is not None:
                yield returns


def _held_in_lists(annotation: Expression) -> Iterator[str]:
    """The names inside ``list[...]`` and its like, in strings too."""
    for node in walk(annotation):
        match node:
            case Subscript(value=Name(id=name) | Attribute(attr=name), index=index) if (
                _LISTS.fullmatch(name)
            ):
                for inner in walk(index):
                    match inner:
                        case Name(id=held) | Attribute(attr=held):
                            yield held
                        case Constant(str() as text):
                            yield from re.findall(r"\w+", text)
            case Constant(str() as text) if _LISTS.match(text):
                yield from re.findall(r"\w+", text)
