"""What a name can stand for: a definition of the project, one of its modules, or a library's."""

from __future__ import annotations

from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import Class, Function, Lambda, Module


class FunctionSymbol(msgspec.Struct, frozen=True):
    """A function or lambda of the project."""

    module: Module
    node: Union[Function, Lambda]

    def __repr__(self) -> str:
        return _short(self)

    @property
    def name(self) -> str:
        """The qualified name inside its module, ``<lambda>`` for a lambda."""
        return self.node.qualname if isinstance(self.node, Function) else "<lambda>"

    @property
    def is_coroutine(self) -> bool:
        """Whether it is an ``async def``."""
        return isinstance(self.node, Function) and self.node.is_async

    @property
    def is_generator(self) -> bool:
        """Whether its body yields."""
        return isinstance(self.node, Function) and self.node.is_generator


class ClassSymbol(msgspec.Struct, frozen=True):
    """A class of the project."""

    module: Module
    node: Class

    def __repr__(self) -> str:
        return _short(self)

    @property
    def name(self) -> str:
        return self.node.qualname


class ModuleSymbol(msgspec.Struct, frozen=True):
    """A module or package of the project, by path (a namespace package by ``directory/``)."""

    path: str


class LibrarySymbol(msgspec.Struct, frozen=True):
    """Something outside the project, by its dotted name as imported."""

    dotted: str


def _short(symbol: FunctionSymbol | ClassSymbol) -> str:
    """Where it is defined; all the records below would fill pages, and take long to write."""
    return f"{type(symbol).__name__}({symbol.module.path}:{symbol.node.line} {symbol.name})"


Symbol = Union[FunctionSymbol, ClassSymbol, ModuleSymbol, LibrarySymbol]
