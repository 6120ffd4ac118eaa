"""What a name can stand for: a definition of the project, one of its modules, or a library's."""

from __future__ import annotations

import dataclasses
from typing import Union

from flake8_fastapi_arch.facts.model import Class, Function, Lambda, Module


@dataclasses.dataclass(frozen=True)
class FunctionSymbol:
    """A function or lambda of the project."""

    module: Module
    node: Union[Function, Lambda]

    @property
    def name(self) -> str:
        """The qualified name inside its module, ``<lambda>`` for a lambda."""
        return self.node.qualname if isinstance(self.node, Function) else "<lambda>"


@dataclasses.dataclass(frozen=True)
class ClassSymbol:
    """A class of the project."""

    module: Module
    node: Class

    @property
    def name(self) -> str:
        return self.node.qualname


@dataclasses.dataclass(frozen=True)
class ModuleSymbol:
    """A module or package of the project, by path (a namespace package by ``directory/``)."""

    path: str


@dataclasses.dataclass(frozen=True)
class LibrarySymbol:
    """Something outside the project, by its dotted name as imported."""

    dotted: str


Symbol = Union[FunctionSymbol, ClassSymbol, ModuleSymbol, LibrarySymbol]
