"""The records a module is lowered to: the shapes of ``ast``, less what no analysis asks for.

A module becomes a tree of these records. They are immutable, hold no ``ast`` node, compare by
identity (so that they serve as keys of side tables), and can be written to and read from bytes.
Positions are those of ``ast``: ``line`` counts from 1, ``col`` from 0 (in UTF-8 bytes).

``Unlowered`` stands for syntax that no analysis understands; it keeps its operands, so that a call
inside is still found.
"""

from __future__ import annotations

from typing import Union

import msgspec


class Node(
    msgspec.Struct, frozen=True, eq=False, gc=False, tag=True, array_like=True, weakref=False
):
    """A record of the intermediate representation."""


# ───────────────────────────── expressions


class Constant(Node, frozen=True):
    """A literal. ``bytes``, ``complex`` and ``...`` are ``Unlowered``; they decide nothing."""

    value: Union[str, int, float, bool, None]
    line: int = 0


class Name(Node, frozen=True):
    id: str
    line: int
    col: int


class Attribute(Node, frozen=True):
    value: Expression
    attr: str
    line: int
    col: int


class Keyword(Node, frozen=True):
    """``arg=value`` in a call; ``arg`` is None for ``**value``."""

    arg: Union[str, None]
    value: Expression


class Call(Node, frozen=True):
    func: Expression
    args: tuple[Expression, ...]
    keywords: tuple[Keyword, ...]
    line: int
    col: int

    def keyword(self, name: str) -> Expression | None:
        """The value passed as ``name=``, or None when it is not passed by that name."""
        for keyword in self.keywords:
            if keyword.arg == name:
                return keyword.value
        return None

    def argument(self, name: str, position: int) -> Expression | None:
        """The value passed for parameter *name* at *position*; None where it is not, or hidden."""
        passed = self.keyword(name)
        if passed is not None:
            return passed
        if 0 <= position < len(self.args) and not any(isinstance(a, Starred) for a in self.args):
            return self.args[position]
        return None

    @property
    def passed(self) -> tuple[Expression, ...]:
        """All values passed, by position and by name."""
        return (*self.args, *(keyword.value for keyword in self.keywords))

    @property
    def is_spread(self) -> bool:
        """Whether ``*args`` or ``**kwargs`` hide what is passed."""
        for keyword in self.keywords:
            if keyword.arg is None:
                return True
        return any(type(argument) is Starred for argument in self.args) if self.args else False


class Subscript(Node, frozen=True):
    value: Expression
    index: Expression
    line: int


class Await(Node, frozen=True):
    value: Expression
    line: int


class Yield(Node, frozen=True):
    value: Union[Expression, None]
    line: int


class YieldFrom(Node, frozen=True):
    value: Expression
    line: int


class Starred(Node, frozen=True):
    value: Expression


class NamedExpr(Node, frozen=True):
    target: Name
    value: Expression


class JoinedStr(Node, frozen=True):
    """An f-string: constants and the expressions between them, formats dropped."""

    parts: tuple[Expression, ...]
    line: int


class Display(Node, frozen=True):
    """A ``list``, ``tuple`` or ``set`` written out."""

    kind: str
    items: tuple[Expression, ...]


class Dict(Node, frozen=True):
    """A dict written out; a key is None for ``**value``."""

    keys: tuple[Union[Expression, None], ...]
    values: tuple[Expression, ...]


class BoolOp(Node, frozen=True):
    """``and`` / ``or``."""

    op: str
    values: tuple[Expression, ...]


class BinOp(Node, frozen=True):
    """``op`` is the operator as written: ``+``, ``|``, ``%`` ..."""

    op: str
    left: Expression
    right: Expression


class UnaryOp(Node, frozen=True):
    """``op`` is ``not``, ``-``, ``+`` or ``~``."""

    op: str
    operand: Expression


class Compare(Node, frozen=True):
    """``ops`` as written: ``==``, ``is not``, ``in`` ..."""

    left: Expression
    ops: tuple[str, ...]
    comparators: tuple[Expression, ...]


class IfExp(Node, frozen=True):
    test: Expression
    body: Expression
    orelse: Expression


class Generator(Node, frozen=True):
    """``for target in iter if ifs`` of a comprehension."""

    target: Expression
    iter: Expression
    ifs: tuple[Expression, ...]
    is_async: bool


class Comprehension(Node, frozen=True):
    """``kind`` is list, set, dict or generator; a dict's element is ``key`` and ``value``."""

    kind: str
    element: Expression
    value: Union[Expression, None]
    generators: tuple[Generator, ...]
    line: int
    col: int


class Parameter(Node, frozen=True):
    """``kind`` is positional (``/``), normal, star, keyword or doublestar."""

    name: str
    kind: str
    annotation: Union[Expression, None]
    default: Union[Expression, None]
    line: int
    col: int


class Lambda(Node, frozen=True):
    parameters: tuple[Parameter, ...]
    body: Expression
    line: int
    col: int


class Slice(Node, frozen=True):
    lower: Union[Expression, None]
    upper: Union[Expression, None]


class Unlowered(Node, frozen=True):
    parts: tuple[Expression, ...]


# ───────────────────────────── statements


class ExprStatement(Node, frozen=True):
    value: Expression
    line: int


class Assign(Node, frozen=True):
    """``target = ... = value``; with ``annotation`` for ``target: annotation [= value]``."""

    targets: tuple[Expression, ...]
    value: Union[Expression, None]
    annotation: Union[Expression, None]
    line: int
    col: int


class AugAssign(Node, frozen=True):
    target: Expression
    op: str
    value: Expression
    line: int
    col: int


class Return(Node, frozen=True):
    value: Union[Expression, None]
    line: int
    col: int


class Raise(Node, frozen=True):
    exc: Union[Expression, None]
    cause: Union[Expression, None]
    line: int
    col: int


class Assert(Node, frozen=True):
    test: Expression
    message: Union[Expression, None]
    line: int
    col: int


class Delete(Node, frozen=True):
    targets: tuple[Expression, ...]
    line: int


class Jump(Node, frozen=True):
    """``break`` or ``continue``."""

    kind: str
    line: int


class If(Node, frozen=True):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class For(Node, frozen=True):
    target: Expression
    iter: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    is_async: bool
    line: int
    col: int


class While(Node, frozen=True):
    test: Expression
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int
    col: int


class WithItem(Node, frozen=True):
    context: Expression
    target: Union[Expression, None]


class With(Node, frozen=True):
    items: tuple[WithItem, ...]
    body: tuple[Statement, ...]
    is_async: bool
    line: int


class ExceptHandler(Node, frozen=True):
    """``except caught as name``; ``caught`` is None for a bare ``except``."""

    caught: Union[Expression, None]
    name: Union[str, None]
    body: tuple[Statement, ...]
    line: int
    col: int


class Try(Node, frozen=True):
    body: tuple[Statement, ...]
    handlers: tuple[ExceptHandler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]
    line: int


class Case(Node, frozen=True):
    """A ``case`` of a ``match``: the names its pattern binds, its guard and its body."""

    names: tuple[str, ...]
    guard: Union[Expression, None]
    body: tuple[Statement, ...]


class Match(Node, frozen=True):
    subject: Expression
    cases: tuple[Case, ...]
    line: int


class Imported(Node, frozen=True):
    """``name as local``; ``local`` is what the import statement binds.

    ``renamed`` tells ``import a.b as a`` from ``import a.b``, which bind the same name.
    """

    name: str
    local: str
    renamed: bool = False


class Import(Node, frozen=True):
    """``import a.b as c``; without ``as`` the name bound is ``a``."""

    names: tuple[Imported, ...]
    line: int
    col: int


class ImportFrom(Node, frozen=True):
    """``from ..module import names``; ``level`` counts the dots. ``*`` is a name."""

    module: str
    level: int
    names: tuple[Imported, ...]
    line: int
    col: int


class Global(Node, frozen=True):
    """``global`` or ``nonlocal``."""

    kind: str
    names: tuple[str, ...]


class Function(Node, frozen=True):
    """``qualname`` is Python's own (``Class.method``, ``outer.<locals>.inner``).

    ``line`` and ``col`` are those of ``def``, decorators not counted.
    """

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    returns: Union[Expression, None]
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    is_async: bool
    is_generator: bool
    has_docstring: bool
    line: int
    col: int
    end_line: int


class Class(Node, frozen=True):
    name: str
    qualname: str
    bases: tuple[Expression, ...]
    keywords: tuple[Keyword, ...]
    decorators: tuple[Expression, ...]
    body: tuple[Statement, ...]
    has_docstring: bool
    line: int
    col: int
    end_line: int


class Module(Node, frozen=True):
    """One module. ``path`` is relative to the project's root, with ``/``."""

    path: str
    body: tuple[Statement, ...]
    lines: int


Expression = Union[
    Constant,
    Name,
    Attribute,
    Call,
    Subscript,
    Await,
    Yield,
    YieldFrom,
    Starred,
    NamedExpr,
    JoinedStr,
    Display,
    Dict,
    BoolOp,
    BinOp,
    UnaryOp,
    Compare,
    IfExp,
    Comprehension,
    Lambda,
    Slice,
    Unlowered,
]
Statement = Union[
    ExprStatement,
    Assign,
    AugAssign,
    Return,
    Raise,
    Assert,
    Delete,
    Jump,
    If,
    For,
    While,
    With,
    Try,
    Match,
    Import,
    ImportFrom,
    Global,
    Function,
    Class,
]
