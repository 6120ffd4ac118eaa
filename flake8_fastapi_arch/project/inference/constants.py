"""What an expression is worth, as far as the sources tell: constants, settings with defaults,
lists and dicts, through variables, attributes, functions and modules.

An answer lists the values that are written somewhere in the sources, each with its place and how
firmly it holds. The empty answer means *unknown*; there may always be values that are not written
down (an environment variable that is set).
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Union

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Class,
    Compare,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    ExprStatement,
    Function,
    If,
    IfExp,
    JoinedStr,
    Lambda,
    Module,
    Name,
    NamedExpr,
    Node,
    Parameter,
    Return,
    Starred,
    Statement,
    Subscript,
    UnaryOp,
)
from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.facts.walk import blocks, own
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

Scalar = Union[str, int, float, bool, None]

_MAX_DEPTH = 14
_MAX_STEPS = 400  # for one question; what branches more than that is unknown
_MAX_CALL_SITES = 12
_MAX_NAMESAKES = 60  # calls of something of one name; more of them cost more than they tell
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop"})
"""Reads the environment; the second argument is the default."""
_SETTINGS_READERS = frozenset(
    {"starlette.config.Config", "decouple.config", "decouple.Config", "decouple.AutoConfig"}
)
"""Called with a name and ``default=``."""
_SETTINGS = ("pydantic_settings.", "pydantic.BaseSettings", "pydantic.v1.BaseSettings")
_FIELDS = frozenset(
    {
        "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field", "sqlmodel.Field",
        "dataclasses.field", "attr.ib", "attrs.field", "attr.field",
    }
)  # fmt: skip
_WRAPPERS = frozenset(
    {
        "pydantic.SecretStr", "pydantic.SecretBytes", "pydantic.types.SecretStr",
        "pydantic.v1.SecretStr", "pydantic.AnyHttpUrl", "pydantic.AnyUrl", "pydantic.HttpUrl",
        "starlette.datastructures.Secret", "builtins.str", "builtins.bytes",
        "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.sorted",
        "starlette.datastructures.CommaSeparatedStrings", "builtins.dict", "copy.copy",
        "copy.deepcopy", "os.path.expandvars", "typing.Final",
    }
)  # fmt: skip
"""What is worth the same as its first argument, for those who ask here."""
_SAME = frozenset({"get_secret_value", "encode", "decode", "copy", "value", "unicode_string"})
_STRIPPING = frozenset({"strip", "lstrip", "rstrip", "lower", "upper"})
_GROWING = frozenset({"append", "add", "extend", "insert", "update"})


class Holds(enum.IntEnum):
    """How firmly a value holds."""

    SOMETIMES = 0  # in some case that the sources leave open
    BY_DEFAULT = 1  # unless the environment or a caller says otherwise
    ALWAYS = 2


class Place(msgspec.Struct, frozen=True):
    """Where something is written: the file, and the line of the statement or call around it."""

    path: str
    line: int


class Worth(msgspec.Struct, frozen=True):
    """A value that an expression may have."""

    value: Scalar
    holds: Holds
    place: Place

    def at_most(self, holds: Holds) -> Worth:
        """The same, where it holds no more firmly than *holds*."""
        return msgspec.structs.replace(self, holds=min(self.holds, holds))


class _Written(msgspec.Struct, frozen=True):
    """An expression that is no more than what is written: a constant or a collection."""

    expression: Expression
    scope: Scope
    holds: Holds
    place: Place


class Constants:
    """Follows expressions to what is written for them."""

    def __init__(
        self,
        names: Names,
        types: Types,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._calls_named = calls_named
        self._steps = 0  # left for the question being answered

    def of(self, expression: Expression, scope: Scope) -> tuple[Worth, ...]:
        """The scalars that *expression*, evaluated in *scope*, may be."""
        self._steps = _MAX_STEPS
        found = self._scalars(expression, scope, _start(expression, scope), 0)
        return tuple(dict.fromkeys(found))

    def elements(self, expression: Expression, scope: Scope) -> tuple[Worth, ...]:
        """The scalars that the collection *expression* may hold."""
        self._steps = _MAX_STEPS
        found = self._elements(expression, scope, _start(expression, scope), 0)
        return tuple(dict.fromkeys(found))

    def items(
        self, expression: Expression, key: str, scope: Scope
    ) -> Iterator[tuple[Expression, Scope]]:
        """What the dict *expression* may hold under *key*, as written."""
        self._steps = _MAX_STEPS
        found = [*self._written(expression, scope, _start(expression, scope), 0)]
        for written in found:
            yield from self._values(written, key)

    def entry(self, expression: Expression, key: str, scope: Scope) -> tuple[Worth, ...]:
        """The scalars that the dict *expression* may hold under *key*."""
        self._steps = _MAX_STEPS
        found = [
            worth.at_most(written.holds)
            for written in self._written(expression, scope, _start(expression, scope), 0)
            for value, where in self._values(written, key)
            for worth in self._scalars(value, where, written.place, 1)
        ]
        return tuple(dict.fromkeys(found))

    # ── scalars

    def _scalars(
        self, expression: Expression, scope: Scope, place: Place, depth: int
    ) -> Iterator[Worth]:
        for written in self._written(expression, scope, place, depth):
            match written.expression:
                case Constant(value=value):
                    yield Worth(value, written.holds, written.place)

    def _values(self, written: _Written, key: str) -> Iterator[tuple[Expression, Scope]]:
        match written.expression:
            case Dict(keys=keys, values=values):
                for name, value in zip(keys, values):
                    if isinstance(name, Constant) and name.value == key:
                        yield value, written.scope
            case Call() as call:
                value_given = call.keyword(key)
                if value_given is not None:
                    yield value_given, written.scope

    # ── what is written

    def _written(
        self, expression: Expression, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        """What *expression* comes to."""
        self._steps -= 1
        if depth > _MAX_DEPTH or self._steps < 0:
            return
        depth += 1
        match expression:
            case Constant(value=str() as long) if len(long) > MAX_TEXT:
                return
            case Constant(line=line):
                exact = Place(scope.module.path, line) if line else place
                yield _Written(expression, scope, Holds.ALWAYS, exact)
            case Display() | Dict() | Comprehension():
                yield _Written(expression, scope, Holds.ALWAYS, place)
            case Name() | Attribute():
                yield from self._variable(expression, scope, place, depth)
            case Call():
                here = Place(scope.module.path, expression.line)
                yield from self._call(expression, scope, here, depth)
            case Await(value=value) | Starred(value=value) | NamedExpr(value=value):
                yield from self._written(value, scope, place, depth)
            case BoolOp():
                yield from self._alternatives(expression, scope, place, depth)
            case IfExp():
                yield from self._conditional(expression, scope, place, depth)
            case Subscript():
                yield from self._item(expression, scope, place, depth)
            case BinOp(op="+"):
                yield from self._sum(expression, scope, place, depth)
            case JoinedStr(parts=parts):
                yield from self._joined(parts, scope, place, depth)
            case UnaryOp(op="not", operand=operand):
                for worth in self._scalars(operand, scope, place, depth):
                    yield _constant(not worth.value, scope, worth)
            case Compare():
                yield from self._comparison(expression, scope, place, depth)

    def _alternatives(
        self, expression: BoolOp, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        """``a or b`` is b where a is not there; of ``a and b`` either may be."""
        limit = Holds.ALWAYS
        for number, value in enumerate(expression.values):
            found = [*self._written(value, scope, place, depth)]
            last = number == len(expression.values) - 1
            if expression.op == "and":
                limit = Holds.SOMETIMES
            for written in found:
                is_false = _is_false(written.expression)
                if last or expression.op == "and" or not is_false:
                    yield _limited(written, limit)
            if expression.op == "or":
                sure = [w for w in found if w.holds is Holds.ALWAYS]
                if any(not _is_false(written.expression) for written in sure):
                    return
                if not sure:
                    limit = min(limit, Holds.BY_DEFAULT)

    def _conditional(
        self, expression: IfExp, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        tests = [*self._scalars(expression.test, scope, place, depth)]
        if len(tests) == 1 and tests[0].holds is not Holds.SOMETIMES:
            chosen = expression.body if tests[0].value else expression.orelse
            for written in self._written(chosen, scope, place, depth):
                yield _limited(written, tests[0].holds)
            return
        branches = (expression.body, expression.orelse)
        bodies = [[*self._written(branch, scope, place, depth)] for branch in branches]
        is_same = {_origin(w) for w in bodies[0]} == {_origin(w) for w in bodies[1]}
        for written in bodies[0] if is_same else [*bodies[0], *bodies[1]]:
            yield written if is_same else _limited(written, Holds.SOMETIMES)

    def _item(
        self, expression: Subscript, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        index = expression.index
        if not isinstance(index, Constant):
            return
        for written in self._written(expression.value, scope, place, depth):
            match written.expression, index.value:
                case Dict(), str(key):
                    for value, where in self._values(written, key):
                        for inner in self._written(value, where, written.place, depth):
                            yield _limited(inner, written.holds)
                case Display(items=items), int(number) if -len(items) <= number < len(items):
                    for inner in self._written(items[number], written.scope, written.place, depth):
                        yield _limited(inner, written.holds)

    def _sum(self, expression: BinOp, scope: Scope, place: Place, depth: int) -> Iterator[_Written]:
        left = [*self._scalars(expression.left, scope, place, depth)]
        right = [*self._scalars(expression.right, scope, place, depth)]
        if len(left) == len(right) == 1:
            first, second = left[0], right[0]
            if isinstance(first.value, str) and isinstance(second.value, str):
                holds = min(first.holds, second.holds)
                yield from _joined([first.value, second.value], scope, holds, first.place)

    def _joined(
        self, parts: Iterable[Expression], scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        joined: list[Worth] = []
        for part in parts:
            found = [*self._scalars(part, scope, place, depth)]
            if len(found) != 1:
                return
            joined += found
        words = [str(worth.value) for worth in joined]
        holds = min((worth.holds for worth in joined), default=Holds.ALWAYS)
        if len(joined) == 1:
            place = joined[0].place  # f"{key}" says no more than key
        yield from _joined(words, scope, holds, place)

    def _comparison(
        self, expression: Compare, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        if len(expression.ops) != 1:
            return
        op = expression.ops[0]
        left = [*self._scalars(expression.left, scope, place, depth)]
        if len(left) != 1:
            return
        value = left[0].value
        if op in ("in", "not in"):
            items = [*self._elements(expression.comparators[0], scope, place, depth)]
            if items:
                inside = value in [item.value for item in items]
                yield _constant(inside is (op == "in"), scope, left[0])
        elif op in ("==", "!="):
            right = [*self._scalars(expression.comparators[0], scope, place, depth)]
            if len(right) == 1:
                equal = value == right[0].value
                holds = min(left[0].holds, right[0].holds)
                yield _limited(_constant(equal is (op == "=="), scope, left[0]), holds)

    # ── variables

    def _variable(
        self, expression: Name | Attribute, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        bound = self._names.variable(expression, scope)
        if bound is not None:
            yield from self._bound(bound[1], bound[0], depth)
            return
        if not isinstance(expression, Attribute):
            return
        if expression.attr in _SAME:  # of a member of an enumeration, for example
            yield from self._written(expression.value, scope, place, depth)
        for owner in self._types.of(expression.value, scope):
            if isinstance(owner, Instance) and isinstance(owner.type, ClassSymbol):
                yield from self._attribute(owner.type, expression.attr, depth)

    def _bound(self, bindings: Sequence[Binding], scope: Scope, depth: int) -> Iterator[_Written]:
        """What the bindings of a name in *scope* give it: the last that stands on the top level of
        the body overwrites those before it, and those in branches may overwrite that."""
        owner = scope.owner
        direct = [binding for binding in bindings if _is_direct(binding, owner)]
        kept = [binding for binding in bindings if binding not in direct[:-1]]
        for binding in kept:
            limit = Holds.ALWAYS
            if len(kept) > 1 and binding.kind != "augment":
                limit = Holds.BY_DEFAULT
                if binding not in direct:
                    limit = self._in_branch(binding.line, scope, depth)
            for written in self._binding(binding, scope, depth):
                yield _limited(written, limit)

    def _in_branch(self, line: int, scope: Scope, depth: int) -> Holds:
        """How firmly holds what happens at *line* in a branch: as what is tested, where that is
        known; by default, where it is the branch in which something else is absent."""
        decided = _deciding(line, scope.owner)
        if decided is None:
            return Holds.SOMETIMES
        test, outcome = decided
        place = Place(scope.module.path, line)
        found = [*self._scalars(test, scope, place, depth)]
        if len(found) == 1:
            is_taken = bool(found[0].value) is outcome
            return min(found[0].holds, Holds.BY_DEFAULT) if is_taken else Holds.SOMETIMES
        return Holds.BY_DEFAULT if _is_absence(test, outcome) else Holds.SOMETIMES

    def _binding(self, binding: Binding, scope: Scope, depth: int) -> Iterator[_Written]:
        place = Place(scope.module.path, binding.line)
        match binding.kind, binding.value:
            case "assign", Node() as value:
                default = self._field_default(value, scope)
                is_setting = isinstance(scope.owner, Class) and self._is_setting(scope)
                for written in self._written(default, scope, place, depth):  # type: ignore[arg-type]
                    yield _limited(written, Holds.BY_DEFAULT) if is_setting else written
            case "unpack", Display(items=items) if binding.position is not None:
                if binding.position < len(items):
                    yield from self._written(items[binding.position], scope, place, depth)
            case "for", value:
                assert value is not None
                for worth in self._elements(value, scope, place, depth):  # type: ignore[arg-type]
                    yield _limited(_constant(worth.value, scope, worth), Holds.SOMETIMES)
            case "parameter", Parameter() as parameter:
                yield from self._parameter(parameter, scope, depth)

    def _attribute(self, cls: ClassSymbol, name: str, depth: int) -> Iterator[_Written]:
        """What attribute *name* of an object of *cls* is: set in the class body, computed by a
        property, or assigned to ``self``."""
        assigned = self._names.self_assignments(cls).get(name, ())
        member = self._types.member(cls, name)
        if member is not None:
            owner, binding = member
            where = self._names.scope_of(owner.module, owner.node)
            if isinstance(binding.value, Function):
                yield from self._returned(FunctionSymbol(owner.module, binding.value), depth)
                return
            limit = Holds.BY_DEFAULT if assigned else Holds.ALWAYS
            for written in self._binding(binding, where, depth):
                yield _limited(written, limit)
        limit = Holds.SOMETIMES if member is not None or len(assigned) > 1 else Holds.ALWAYS
        for statement, scope in assigned:
            if statement.value is not None:
                place = Place(scope.module.path, statement.line)
                for written in self._written(statement.value, scope, place, depth):
                    yield _limited(written, limit)

    def _field_default(self, value: Node, scope: Scope) -> Node:
        """The default in ``Field(default=...)``; anything else is itself."""
        if isinstance(value, Call) and not _FIELDS.isdisjoint(
            self._names.dotted(value.func, scope)
        ):
            factory = value.keyword("default_factory")
            if isinstance(factory, Lambda):
                return factory.body
            return value.keyword("default") or (value.args[0] if value.args else value)
        return value

    def _is_setting(self, scope: Scope) -> bool:
        """Whether the environment, or whoever makes an object, may override the class's values."""
        assert isinstance(scope.owner, Class)
        bases = self._types.library_bases(ClassSymbol(scope.module, scope.owner))
        if any(base.startswith(_SETTINGS) or base == "pydantic.BaseModel" for base in bases):
            return True
        around = scope.parent or scope
        return any(
            name.endswith("dataclass")
            for decorator in scope.owner.decorators
            for name in self._names.dotted(
                decorator.func if isinstance(decorator, Call) else decorator, around
            )
        )

    def _parameter(self, parameter: Parameter, scope: Scope, depth: int) -> Iterator[_Written]:
        """What the project's calls pass, and the default where one passes nothing."""
        owner = scope.owner
        if not isinstance(owner, Function):
            return
        position = next(i for i, p in enumerate(owner.parameters) if p is parameter)
        if owner.parameters[0].name in ("self", "cls"):
            position -= 1
        name = owner.name
        if name == "__init__" and scope.parent and isinstance(scope.parent.owner, Class):
            name = scope.parent.owner.name
        namesakes = [*self._calls_named(name)]
        if len(namesakes) > _MAX_NAMESAKES:
            return
        calls = [
            (call, where)
            for call, where in namesakes
            if not call.is_spread and self._may_call(call, where, owner)
        ]
        limit = Holds.ALWAYS if len(calls) == 1 else Holds.SOMETIMES
        lacking = not calls
        for call, where in calls[:_MAX_CALL_SITES]:
            given = call.keyword(parameter.name)
            if given is None and 0 <= position < len(call.args):
                given = call.args[position]
            if given is None:
                lacking = True
                continue
            place = Place(where.module.path, call.line)
            for written in self._written(given, where, place, depth):
                yield _limited(written, limit)
        if lacking and parameter.default is not None:
            place = Place(scope.module.path, parameter.line)
            around = scope.parent or scope
            for written in self._written(parameter.default, around, place, depth):
                yield _limited(written, limit if calls else Holds.BY_DEFAULT)

    def _may_call(self, call: Call, scope: Scope, function: Function) -> bool:
        for value in self._types.of(call.func, scope):
            match value:
                case FunctionSymbol(node=node) | Bound(target=FunctionSymbol(node=node)):
                    if node is function:
                        return True
                case ClassSymbol(node=node):
                    if any(statement is function for statement in node.body):
                        return True
        return False

    # ── calls

    def _call(self, call: Call, scope: Scope, place: Place, depth: int) -> Iterator[_Written]:
        names = frozenset(self._names.dotted(call.func, scope))
        default = self._default_read(call, names, scope)
        if default is not None:
            for written in self._written(default, scope, place, depth):
                yield _limited(written, Holds.BY_DEFAULT)
        elif not names.isdisjoint(_FIELDS):
            inner = self._field_default(call, scope)
            if inner is not call:
                yield from self._written(inner, scope, place, depth)  # type: ignore[arg-type]
        elif not names.isdisjoint(_WRAPPERS):
            if call.args:
                yield from self._written(call.args[0], scope, place, depth)
            elif call.keywords:
                yield _Written(call, scope, Holds.ALWAYS, place)
        elif "typing.cast" in names and len(call.args) == 2:
            yield from self._written(call.args[1], scope, place, depth)
        elif isinstance(call.func, Attribute) and call.func.attr in _SAME | _STRIPPING | {"split"}:
            yield from self._method(call.func, call, scope, place, depth)
        else:
            for value in self._types.of(call.func, scope):
                match value:
                    case FunctionSymbol() | Bound(target=FunctionSymbol()):
                        target = value.target if isinstance(value, Bound) else value
                        assert isinstance(target, FunctionSymbol)
                        yield from self._returned(target, depth)

    def _default_read(self, call: Call, names: frozenset[str], scope: Scope) -> Expression | None:
        """The default of a call that reads the environment, None for any other call."""
        if not names.isdisjoint(_ENVIRONMENT):
            return call.args[1] if len(call.args) > 1 else call.keyword("default")
        given = call.keyword("default")
        if given is None:
            return None
        if not names.isdisjoint(_SETTINGS_READERS):
            return given
        owner = call.func.value if isinstance(call.func, Attribute) else call.func
        is_reader = any(
            isinstance(value, Instance) and value.library in (*_SETTINGS_READERS, "environs.Env")
            for value in self._types.of(owner, scope)
        )
        return given if is_reader else None

    def _method(
        self, func: Attribute, call: Call, scope: Scope, place: Place, depth: int
    ) -> Iterator[_Written]:
        if func.attr in _SAME:
            yield from self._written(func.value, scope, place, depth)
            return
        for worth in self._scalars(func.value, scope, place, depth):
            if not isinstance(worth.value, str):
                continue
            if func.attr in _STRIPPING:
                characters = _first_string(call)
                arguments = () if characters is None else (characters,)
                changed = getattr(worth.value, func.attr)(*arguments)
                yield _constant(changed, scope, worth)
            else:
                separator = _first_string(call)
                pieces = worth.value.split(separator) if separator != "" else [worth.value]
                items = tuple(Constant(piece) for piece in pieces)
                yield _Written(Display("list", items), scope, worth.holds, worth.place)

    def _returned(self, function: FunctionSymbol, depth: int) -> Iterator[_Written]:
        """What *function* returns: one of several, where it returns at several places."""
        node = function.node
        scope = self._names.scope_of(function.module, node)
        if isinstance(node, Lambda):
            yield from self._written(node.body, scope, Place(function.module.path, 0), depth)
            return
        returns = [statement for statement in own(node, Return) if statement.value is not None]
        for statement in returns:
            place = Place(function.module.path, statement.line)
            limit = Holds.ALWAYS
            if len(returns) > 1:
                limit = self._in_branch(statement.line, scope, depth)
            assert statement.value is not None
            for written in self._written(statement.value, scope, place, depth):
                yield _limited(written, limit)

    # ── collections

    def _elements(
        self, expression: Expression, scope: Scope, place: Place, depth: int
    ) -> Iterator[Worth]:
        """The scalars in a collection, with what is added to a variable that holds it."""
        self._steps -= 1
        if depth > _MAX_DEPTH or self._steps < 0:
            return
        if isinstance(expression, (Name, Attribute)):
            yield from self._added(expression, scope, depth)
        if isinstance(expression, BinOp) and expression.op in ("+", "|"):
            for side in (expression.left, expression.right):
                yield from self._elements(side, scope, place, depth + 1)
            return
        for written in self._written(expression, scope, place, depth):
            for worth in self._held(written, depth + 1):
                yield worth.at_most(written.holds)

    def _held(self, written: _Written, depth: int) -> Iterator[Worth]:
        match written.expression:
            case Display(items=items):
                for item in items:
                    if isinstance(item, Starred):
                        yield from self._elements(item.value, written.scope, written.place, depth)
                    else:
                        yield from self._scalars(item, written.scope, written.place, depth)
            case Comprehension(element=element, generators=(generator,)) as comprehension:
                inner = self._names.scope_of(written.scope.module, comprehension)
                target = generator.target
                for worth in self._elements(generator.iter, written.scope, written.place, depth):
                    changed = _applied(element, target, worth.value)
                    if changed is not _UNCHANGEABLE:
                        yield msgspec.structs.replace(worth, value=changed)
                if isinstance(element, Constant):
                    yield from self._scalars(element, inner, written.place, depth)
            case BinOp():
                yield from self._elements(written.expression, written.scope, written.place, depth)

    def _added(self, expression: Name | Attribute, scope: Scope, depth: int) -> Iterator[Worth]:
        """What ``append`` and its like, and ``+=``, add to a variable of a module or function."""
        bound = self._names.variable(expression, scope)
        if bound is None:
            return
        where, bindings = bound
        for binding in bindings:
            if binding.kind == "assign" and isinstance(binding.value, BinOp):
                place = Place(where.module.path, binding.line)
                yield from self._elements(binding.value, where, place, depth + 1)
            if binding.kind == "augment" and binding.value is not None:
                place = Place(where.module.path, binding.line)
                for worth in self._elements(binding.value, where, place, depth + 1):  # type: ignore[arg-type]
                    yield worth if _is_direct(binding, where.owner) else _sometimes(worth)
        own_name = next((n for n, held in where.bindings.items() if held is bindings), None)
        for call, around in self._names.scopes(where.module).calls:
            match call.func:
                case Attribute(value=Name(id=name), attr=attr) if (
                    attr in _GROWING and name == own_name and call.args
                ):
                    found = around.find(name)
                    if found is None or found[0] is not where:
                        continue
                    place = Place(where.module.path, call.line)
                    of = self._elements if attr in ("extend", "update") else self._scalars
                    for worth in of(call.args[-1], around, place, depth + 1):
                        yield worth if _is_statement(call, where.owner) else _sometimes(worth)


_UNCHANGEABLE: Any = object()


def _start(expression: Expression, scope: Scope) -> Place:
    return Place(scope.module.path, getattr(expression, "line", 0))


def _joined(words: list[str], scope: Scope, holds: Holds, place: Place) -> Iterator[_Written]:
    """*words* as one string, unless it is so long that nobody asks for it."""
    if sum(map(len, words)) <= MAX_TEXT:
        yield _Written(Constant("".join(words)), scope, holds, place)


def _constant(value: Scalar, scope: Scope, like: Worth) -> _Written:
    return _Written(Constant(value), scope, like.holds, like.place)


def _origin(written: _Written) -> tuple[Node, Place]:
    return written.expression, written.place


def _limited(written: _Written, holds: Holds) -> _Written:
    return msgspec.structs.replace(written, holds=min(written.holds, holds))


def _sometimes(worth: Worth) -> Worth:
    return worth.at_most(Holds.SOMETIMES)


def _is_false(expression: Expression) -> bool:
    match expression:
        case Constant(value=value):
            return not value
        case Display(items=items):
            return not items
        case Dict(keys=keys):
            return not keys
    return False


def _is_direct(binding: Binding, owner: Node) -> bool:
    """Whether *binding* is made on the top level of the body, not in a branch."""
    body = getattr(owner, "body", ())
    return isinstance(body, tuple) and any(
        getattr(statement, "line", None) == binding.line and binding.kind in ("assign", "unpack")
        for statement in body
        if isinstance(statement, Assign)
    )


def _deciding(line: int, owner: Node) -> tuple[Expression, bool] | None:
    """The test of the innermost ``if`` around *line*, and whether it holds there."""
    return _decisions(owner).get(line)


@functools.lru_cache(maxsize=1024)
def _decisions(owner: Node) -> Mapping[int, tuple[Expression, bool]]:
    """For each line of *owner* in a branch the test of the innermost ``if``, and whether it
    holds."""
    found: dict[int, tuple[Expression, bool]] = {}
    body = owner.body if isinstance(owner, (Module, Class, Function)) else ()
    pending: list[tuple[Statement, tuple[Expression, bool] | None]]
    pending = [(statement, None) for statement in reversed(body)]
    while pending:
        statement, decision = pending.pop()
        if decision is not None:
            found[getattr(statement, "line", 0)] = decision
        if isinstance(statement, If):
            pending += ((inner, (statement.test, False)) for inner in reversed(statement.orelse))
            pending += ((inner, (statement.test, True)) for inner in reversed(statement.body))
        else:
            for block in reversed(blocks(statement)):
                pending += ((inner, decision) for inner in reversed(block))
    return found


def _is_absence(test: Expression, holds: bool) -> bool:
    """Whether *test*, where it *holds* or not, says that something is None or empty."""
    match test:
        case UnaryOp(op="not", operand=operand):
            return holds and isinstance(operand, (Name, Attribute, Call))
        case Compare(ops=("is" | "==",), comparators=(Constant(value=None | ""),)):
            return holds
        case Compare(ops=("is not" | "!=",), comparators=(Constant(value=None | ""),)):
            return not holds
        case Name() | NamedExpr():
            return not holds
    return False


def _is_statement(call: Call, owner: Node) -> bool:
    """Whether *call* is a statement on the top level of the body."""
    body = getattr(owner, "body", ())
    return isinstance(body, tuple) and any(
        isinstance(statement, ExprStatement) and statement.value is call for statement in body
    )


def _first_string(call: Call) -> str | None:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, Constant) and isinstance(first.value, str) else None


def _applied(element: Expression, target: Expression, value: Scalar) -> Any:
    """What *element* of a comprehension makes of *value*, bound to *target*."""
    if not isinstance(target, Name):
        return _UNCHANGEABLE
    match element:
        case Name(id=name) if name == target.id:
            return value
        case Call(func=Name(id="str"), args=(inner,)):
            return _applied(inner, target, value)
        case Call(func=Attribute(value=inner, attr=attr)) if attr in _STRIPPING:
            changed = _applied(inner, target, value)
            if isinstance(changed, str):
                characters = _first_string(element)
                arguments = () if characters is None else (characters,)
                return getattr(changed, attr)(*arguments)
    return _UNCHANGEABLE
