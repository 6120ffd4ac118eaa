"""Lower one module's syntax tree to the records of ``facts.model``, in one pass."""

from __future__ import annotations

import ast
import collections
import sys
from collections.abc import Callable, Sequence
from typing import Any

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.model import Expression, Statement

_OPERATORS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^",
    ast.BitAnd: "&", ast.MatMult: "@", ast.And: "and", ast.Or: "or", ast.Not: "not",
    ast.UAdd: "+", ast.USub: "-", ast.Invert: "~", ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<",
    ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in",
}  # fmt: skip


def lower(path: str, tree: ast.Module, lines: int) -> model.Module:
    """Return module *path* (relative to the project, ``/``) as records; *lines* is its length.

    Raises RecursionError where the code nests deeper than the interpreter can follow.
    """
    return model.Module(path, _Lowering().statements(tree.body), lines)


def lower_expression(node: ast.expr) -> Expression:
    """Return one expression as records, e.g. an annotation that was written as a string."""
    return _Lowering().expression(node)


class _Lowering:
    """Carries what is known of the enclosing scope; everything else is the tree."""

    def __init__(self) -> None:
        self._prefix = ""  # of the qualified names of what is defined here
        self._yields = False  # whether what was lowered so far makes this scope a generator

    def expression(self, node: ast.expr) -> Expression:
        lowered: Expression = _EXPRESSIONS[type(node)](self, node)
        return lowered

    def optional(self, node: ast.expr | None) -> Expression | None:
        return None if node is None else self.expression(node)

    def expressions(self, nodes: Sequence[ast.expr]) -> tuple[Expression, ...]:
        return tuple([_EXPRESSIONS[type(node)](self, node) for node in nodes])

    def statements(self, nodes: Sequence[ast.stmt]) -> tuple[Statement, ...]:
        found: list[Statement] = []
        for node in nodes:
            lower_one = _STATEMENTS.get(type(node))
            if lower_one is not None:
                statement = lower_one(self, node)
                if statement is not None:
                    found.append(statement)
        return tuple(found)

    # ── expressions

    def constant(self, node: ast.Constant) -> Expression:
        if isinstance(node.value, str):
            encodes = _encodes(node.value)
            return model.Constant(node.value, node.lineno) if encodes else model.Unlowered(())
        if node.value is None or isinstance(node.value, (bool, float)):
            return model.Constant(node.value, node.lineno)
        # Larger integers fit no serialised form; nobody asks for their value.
        if isinstance(node.value, int) and -(2**63) <= node.value < 2**63:
            return model.Constant(node.value, node.lineno)
        return model.Unlowered(())

    def name(self, node: ast.Name) -> Expression:
        return model.Name(node.id, node.lineno, node.col_offset)

    def attribute(self, node: ast.Attribute) -> Expression:
        return model.Attribute(self.expression(node.value), node.attr, node.lineno, node.col_offset)

    def call(self, node: ast.Call) -> Expression:
        return model.Call(
            self.expression(node.func),
            self.expressions(node.args),
            self.keywords(node.keywords),
            node.lineno,
            node.col_offset,
        )

    def keywords(self, nodes: Sequence[ast.keyword]) -> tuple[model.Keyword, ...]:
        return tuple([model.Keyword(k.arg, self.expression(k.value)) for k in nodes])

    def subscript(self, node: ast.Subscript) -> Expression:
        return model.Subscript(
            self.expression(node.value), self.expression(node.slice), node.lineno
        )

    def awaited(self, node: ast.Await) -> Expression:
        return model.Await(self.expression(node.value), node.lineno)

    def yielded(self, node: ast.Yield) -> Expression:
        self._yields = True
        return model.Yield(self.optional(node.value), node.lineno)

    def yielded_from(self, node: ast.YieldFrom) -> Expression:
        self._yields = True
        return model.YieldFrom(self.expression(node.value), node.lineno)

    def starred(self, node: ast.Starred) -> Expression:
        return model.Starred(self.expression(node.value))

    def named(self, node: ast.NamedExpr) -> Expression:
        target = model.Name(node.target.id, node.target.lineno, node.target.col_offset)
        return model.NamedExpr(target, self.expression(node.value))

    def joined(self, node: ast.JoinedStr) -> Expression:
        return model.JoinedStr(self.expressions(node.values), node.lineno)

    def formatted(self, node: ast.FormattedValue) -> Expression:
        match node.format_spec:
            case ast.JoinedStr(values=parts) if any(
                isinstance(part, ast.FormattedValue) for part in parts
            ):
                return model.Unlowered(self.expressions([node.value, *parts]))
        return self.expression(node.value)

    def display(self, node: ast.List | ast.Tuple | ast.Set) -> Expression:
        return model.Display(type(node).__name__.lower(), self.expressions(node.elts))

    def mapping(self, node: ast.Dict) -> Expression:
        return model.Dict(
            tuple([self.optional(key) for key in node.keys]), self.expressions(node.values)
        )

    def bool_op(self, node: ast.BoolOp) -> Expression:
        return model.BoolOp(_OPERATORS[type(node.op)], self.expressions(node.values))

    def bin_op(self, node: ast.BinOp) -> Expression:
        return model.BinOp(
            _OPERATORS[type(node.op)], self.expression(node.left), self.expression(node.right)
        )

    def unary_op(self, node: ast.UnaryOp) -> Expression:
        return model.UnaryOp(_OPERATORS[type(node.op)], self.expression(node.operand))

    def compare(self, node: ast.Compare) -> Expression:
        ops = tuple([_OPERATORS[type(op)] for op in node.ops])
        return model.Compare(self.expression(node.left), ops, self.expressions(node.comparators))

    def if_exp(self, node: ast.IfExp) -> Expression:
        return model.IfExp(
            self.expression(node.test), self.expression(node.body), self.expression(node.orelse)
        )

    def comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> Expression:
        if isinstance(node, ast.DictComp):
            element, value = node.key, node.value
        else:
            element, value = node.elt, None
        return model.Comprehension(
            _COMPREHENSIONS[type(node)],
            self.expression(element),
            self.optional(value),
            tuple(
                [
                    model.Generator(
                        self.expression(generator.target),
                        self.expression(generator.iter),
                        self.expressions(generator.ifs),
                        bool(generator.is_async),
                    )
                    for generator in node.generators
                ]
            ),
            node.lineno,
            node.col_offset,
        )

    def lambda_(self, node: ast.Lambda) -> Expression:
        parameters, outer = self.parameters(node.args), self._yields
        body = self.expression(node.body)
        self._yields = outer
        return model.Lambda(parameters, body, node.lineno, node.col_offset)

    def slice(self, node: ast.Slice) -> Expression:
        if node.step is not None:
            return self.unlowered(node)
        return model.Slice(self.optional(node.lower), self.optional(node.upper))

    def unlowered(self, node: ast.expr) -> Expression:
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return model.Unlowered(self.expressions(parts))

    # ── definitions

    def parameters(self, arguments: ast.arguments) -> tuple[model.Parameter, ...]:
        positional = [*arguments.posonlyargs, *arguments.args]
        padding: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults = [*padding, *arguments.defaults]
        found = [
            self._parameter(
                arg, "positional" if i < len(arguments.posonlyargs) else "normal", default
            )
            for i, (arg, default) in enumerate(zip(positional, defaults))
        ]
        if arguments.vararg:
            found.append(self._parameter(arguments.vararg, "star", None))
        for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
            found.append(self._parameter(arg, "keyword", default))
        if arguments.kwarg:
            found.append(self._parameter(arguments.kwarg, "doublestar", None))
        return tuple(found)

    def _parameter(self, arg: ast.arg, kind: str, default: ast.expr | None) -> model.Parameter:
        return model.Parameter(
            arg.arg,
            kind,
            self.optional(arg.annotation),
            self.optional(default),
            arg.lineno,
            arg.col_offset,
        )

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Statement:
        qualname = self._prefix + node.name
        has_docstring = _has_docstring(node.body)
        body, is_generator = self._scope(
            f"{qualname}.<locals>.", node.body[1:] if has_docstring else node.body
        )
        return model.Function(
            node.name,
            qualname,
            self.parameters(node.args),
            self.optional(node.returns),
            self.expressions(node.decorator_list),
            body,
            isinstance(node, ast.AsyncFunctionDef),
            is_generator,
            has_docstring,
            node.lineno,
            node.col_offset,
            node.end_lineno or node.lineno,
        )

    def class_(self, node: ast.ClassDef) -> Statement:
        qualname = self._prefix + node.name
        has_docstring = _has_docstring(node.body)
        body, _ = self._scope(f"{qualname}.", node.body[1:] if has_docstring else node.body)
        return model.Class(
            node.name,
            qualname,
            self.expressions(node.bases),
            self.keywords(node.keywords),
            self.expressions(node.decorator_list),
            body,
            has_docstring,
            node.lineno,
            node.col_offset,
            node.end_lineno or node.lineno,
        )

    def _scope(self, prefix: str, body: Sequence[ast.stmt]) -> tuple[tuple[Statement, ...], bool]:
        """The statements of a definition's own scope, and whether they make it a generator."""
        outer = self._prefix, self._yields
        self._prefix, self._yields = prefix, False
        statements, yields = self.statements(body), self._yields
        self._prefix, self._yields = outer
        return statements, yields

    # ── statements

    def expr_statement(self, node: ast.Expr) -> Statement | None:
        if isinstance(node.value, ast.Constant):
            return None
        return model.ExprStatement(self.expression(node.value), node.lineno)

    def assign(self, node: ast.Assign) -> Statement:
        return model.Assign(
            self.expressions(node.targets),
            self.expression(node.value),
            None,
            node.lineno,
            node.col_offset,
        )

    def ann_assign(self, node: ast.AnnAssign) -> Statement:
        return model.Assign(
            (self.expression(node.target),),
            self.optional(node.value),
            self.expression(node.annotation),
            node.lineno,
            node.col_offset,
        )

    def type_alias(self, node: Any) -> Statement:
        return model.Assign(
            (self.expression(node.name),),
            self.expression(node.value),
            None,
            node.lineno,
            node.col_offset,
        )

    def aug_assign(self, node: ast.AugAssign) -> Statement:
        return model.AugAssign(
            self.expression(node.target),
            _OPERATORS[type(node.op)],
            self.expression(node.value),
            node.lineno,
            node.col_offset,
        )

    def return_(self, node: ast.Return) -> Statement:
        return model.Return(self.optional(node.value), node.lineno, node.col_offset)

    def raise_(self, node: ast.Raise) -> Statement:
        return model.Raise(
            self.optional(node.exc), self.optional(node.cause), node.lineno, node.col_offset
        )

    def assert_(self, node: ast.Assert) -> Statement:
        return model.Assert(
            self.expression(node.test), self.optional(node.msg), node.lineno, node.col_offset
        )

    def delete(self, node: ast.Delete) -> Statement:
        return model.Delete(self.expressions(node.targets), node.lineno)

    def jump(self, node: ast.Break | ast.Continue) -> Statement:
        return model.Jump(type(node).__name__.lower(), node.lineno)

    def if_(self, node: ast.If) -> Statement:
        return model.If(
            self.expression(node.test),
            self.statements(node.body),
            self.statements(node.orelse),
            node.lineno,
        )

    def for_(self, node: ast.For | ast.AsyncFor) -> Statement:
        return model.For(
            self.expression(node.target),
            self.expression(node.iter),
            self.statements(node.body),
            self.statements(node.orelse),
            isinstance(node, ast.AsyncFor),
            node.lineno,
            node.col_offset,
        )

    def while_(self, node: ast.While) -> Statement:
        return model.While(
            self.expression(node.test),
            self.statements(node.body),
            self.statements(node.orelse),
            node.lineno,
            node.col_offset,
        )

    def with_(self, node: ast.With | ast.AsyncWith) -> Statement:
        return model.With(
            tuple(
                [
                    model.WithItem(
                        self.expression(item.context_expr), self.optional(item.optional_vars)
                    )
                    for item in node.items
                ]
            ),
            self.statements(node.body),
            isinstance(node, ast.AsyncWith),
            node.lineno,
        )

    def try_(self, node: Any) -> Statement:
        return model.Try(
            self.statements(node.body),
            tuple(
                [
                    model.ExceptHandler(
                        self.optional(handler.type),
                        handler.name,
                        self.statements(handler.body),
                        handler.lineno,
                        handler.col_offset,
                    )
                    for handler in node.handlers
                ]
            ),
            self.statements(node.orelse),
            self.statements(node.finalbody),
            node.lineno,
        )

    def match(self, node: ast.Match) -> Statement:
        return model.Match(
            self.expression(node.subject),
            tuple(
                [
                    model.Case(
                        tuple(_captured(case.pattern)),
                        self.optional(case.guard),
                        self.statements(case.body),
                    )
                    for case in node.cases
                ]
            ),
            node.lineno,
        )

    def import_(self, node: ast.Import) -> Statement:
        names = tuple(
            [
                model.Imported(
                    alias.name,
                    alias.asname or alias.name.partition(".")[0],
                    alias.asname is not None,
                )
                for alias in node.names
            ]
        )
        return model.Import(names, node.lineno, node.col_offset)

    def import_from(self, node: ast.ImportFrom) -> Statement:
        names = tuple(
            [
                model.Imported(alias.name, alias.asname or alias.name, alias.asname is not None)
                for alias in node.names
            ]
        )
        return model.ImportFrom(node.module or "", node.level, names, node.lineno, node.col_offset)

    def global_(self, node: ast.Global | ast.Nonlocal) -> Statement:
        return model.Global(type(node).__name__.lower(), tuple(node.names))


def _encodes(text: str) -> bool:
    """Whether *text* can be written as UTF-8: escapes like ``"\\ud800"`` make some that cannot."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _has_docstring(body: Sequence[ast.stmt]) -> bool:
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *_]:
            return True
    return False


def _captured(pattern: ast.pattern) -> list[str]:
    """The names that a ``case`` pattern binds."""
    names = (
        getattr(node, "rest" if isinstance(node, ast.MatchMapping) else "name", None)
        for node in ast.walk(pattern)
        if isinstance(node, (ast.MatchAs, ast.MatchStar, ast.MatchMapping))
    )
    return [name for name in names if name is not None]


_COMPREHENSIONS: dict[type, str] = {
    ast.ListComp: "list",
    ast.SetComp: "set",
    ast.DictComp: "dict",
    ast.GeneratorExp: "generator",
}
_EXPRESSIONS: dict[type, Callable[[_Lowering, Any], Expression]] = collections.defaultdict(
    lambda: _Lowering.unlowered,
    {
        ast.Constant: _Lowering.constant,
        ast.Name: _Lowering.name,
        ast.Attribute: _Lowering.attribute,
        ast.Call: _Lowering.call,
        ast.Subscript: _Lowering.subscript,
        ast.Await: _Lowering.awaited,
        ast.Yield: _Lowering.yielded,
        ast.YieldFrom: _Lowering.yielded_from,
        ast.Starred: _Lowering.starred,
        ast.NamedExpr: _Lowering.named,
        ast.JoinedStr: _Lowering.joined,
        ast.FormattedValue: _Lowering.formatted,
        ast.List: _Lowering.display,
        ast.Tuple: _Lowering.display,
        ast.Set: _Lowering.display,
        ast.Dict: _Lowering.mapping,
        ast.BoolOp: _Lowering.bool_op,
        ast.BinOp: _Lowering.bin_op,
        ast.UnaryOp: _Lowering.unary_op,
        ast.Compare: _Lowering.compare,
        ast.IfExp: _Lowering.if_exp,
        ast.ListComp: _Lowering.comprehension,
        ast.SetComp: _Lowering.comprehension,
        ast.GeneratorExp: _Lowering.comprehension,
        ast.DictComp: _Lowering.comprehension,
        ast.Lambda: _Lowering.lambda_,
        ast.Slice: _Lowering.slice,
    },
)
_STATEMENTS: dict[type, Callable[[_Lowering, Any], Statement | None]] = {
    ast.Expr: _Lowering.expr_statement,
    ast.Assign: _Lowering.assign,
    ast.AnnAssign: _Lowering.ann_assign,
    ast.AugAssign: _Lowering.aug_assign,
    ast.Return: _Lowering.return_,
    ast.Raise: _Lowering.raise_,
    ast.Assert: _Lowering.assert_,
    ast.Delete: _Lowering.delete,
    ast.Break: _Lowering.jump,
    ast.Continue: _Lowering.jump,
    ast.If: _Lowering.if_,
    ast.For: _Lowering.for_,
    ast.AsyncFor: _Lowering.for_,
    ast.While: _Lowering.while_,
    ast.With: _Lowering.with_,
    ast.AsyncWith: _Lowering.with_,
    ast.Try: _Lowering.try_,
    ast.Match: _Lowering.match,
    ast.Import: _Lowering.import_,
    ast.ImportFrom: _Lowering.import_from,
    ast.Global: _Lowering.global_,
    ast.Nonlocal: _Lowering.global_,
    ast.FunctionDef: _Lowering.function,
    ast.AsyncFunctionDef: _Lowering.function,
    ast.ClassDef: _Lowering.class_,
}
if sys.version_info >= (3, 11):
    _STATEMENTS[ast.TryStar] = _Lowering.try_
if sys.version_info >= (3, 12):
    _STATEMENTS[ast.TypeAlias] = _Lowering.type_alias
