"""Which exceptions there are: what is below what, and the status that an HTTPException answers."""

from __future__ import annotations

import builtins
import functools
import http
import re
from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Display,
    Expression,
    Function,
    Name,
    Starred,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import own_nodes
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.inference.types import Instance, Types, Value
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, LibrarySymbol

ExceptionType = ClassSymbol | LibrarySymbol

STARLETTE_HTTP = "starlette.exceptions.HTTPException"
FASTAPI_HTTP = "fastapi.HTTPException"
_OBJECT = frozenset({"builtins.object", "typing.Generic", "abc.ABC"})
_PARENTS = {
    FASTAPI_HTTP: STARLETTE_HTTP,
    STARLETTE_HTTP: "builtins.Exception",
    "fastapi.exceptions.RequestValidationError": "fastapi.exceptions.ValidationException",
    "fastapi.exceptions.ValidationException": "builtins.Exception",
    "pydantic.ValidationError": "builtins.ValueError",
    **{
        f"sqlalchemy.exc.{name}Error": "sqlalchemy.exc.DatabaseError"
        for name in ("Data", "Integrity", "Internal", "NotSupported", "Operational", "Programming")
    },
    "sqlalchemy.exc.DatabaseError": "sqlalchemy.exc.DBAPIError",
    "sqlalchemy.exc.InterfaceError": "sqlalchemy.exc.DBAPIError",
    "sqlalchemy.exc.DBAPIError": "sqlalchemy.exc.StatementError",
    "sqlalchemy.exc.StatementError": "sqlalchemy.exc.SQLAlchemyError",
    "sqlalchemy.exc.NoResultFound": "sqlalchemy.exc.InvalidRequestError",
    "sqlalchemy.exc.MultipleResultsFound": "sqlalchemy.exc.InvalidRequestError",
    "sqlalchemy.exc.InvalidRequestError": "sqlalchemy.exc.SQLAlchemyError",
    "sqlalchemy.exc.SQLAlchemyError": "builtins.Exception",
    "tortoise.exceptions.DoesNotExist": "tortoise.exceptions.NotExistOrMultiple",
    "tortoise.exceptions.NotExistOrMultiple": "tortoise.exceptions.OperationalError",
    "tortoise.exceptions.OperationalError": "tortoise.exceptions.BaseORMException",
    "tortoise.exceptions.BaseORMException": "builtins.Exception",
    "bson.errors.InvalidId": "bson.errors.BSONError",
    "bson.errors.BSONError": "builtins.Exception",
}
_SAME = {
    "bson.objectid.InvalidId": "bson.errors.InvalidId",
    "fastapi.exceptions.HTTPException": FASTAPI_HTTP,
    "starlette.HTTPException": STARLETTE_HTTP,
    "pydantic_core.ValidationError": "pydantic.ValidationError",
    "sqlalchemy.orm.exc.NoResultFound": "sqlalchemy.exc.NoResultFound",
    "sqlalchemy.exceptions.IntegrityError": "sqlalchemy.exc.IntegrityError",
}
BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_SQLALCHEMY = LibrarySymbol("sqlalchemy.exc.SQLAlchemyError")
_STATEMENT = LibrarySymbol("sqlalchemy.exc.StatementError")
_DRIVER = re.compile(r"(?:sqlite3|asyncpg|psycopg2?|pymysql|aiomysql|MySQLdb)\.(?:\w+\.)*\w*Error")
_STATUS_NAME = re.compile(r"(?:HTTP_)?(\d{3})(?:_|$)")


class ExceptionTypes:
    """Answers about exception classes, of the project and of libraries."""

    def __init__(self, names: Names, types: Types) -> None:
        self._names = names
        self._types = types

    def of(self, expression: Expression, scope: Scope) -> frozenset[ExceptionType]:
        """The classes that *expression* (a class, or an object of one) may be; empty: unknown."""
        return frozenset(
            found for value in self._types.of(expression, scope) for found in _class_of(value)
        )

    def caught(
        self, expression: Expression | None, scope: Scope
    ) -> tuple[frozenset[ExceptionType], bool]:
        """What ``except expression`` (None: a bare one) catches, and whether that is all."""
        if expression is None:
            return frozenset([LibrarySymbol("builtins.BaseException")]), True
        found: set[ExceptionType] = set()
        known = True
        for part, where in self._parts(expression, scope):
            classes = self.of(part, where)
            found |= classes
            known = known and bool(classes)
        return frozenset(found), known

    def is_below(self, raised: ExceptionType, base: ExceptionType) -> bool | None:
        """Whether *raised* is *base* or derives from it; None: unknown."""
        above, known = self._above(raised)
        if base in above:
            return True
        if known or (isinstance(base, ClassSymbol) and not isinstance(raised, ClassSymbol)):
            return False
        if isinstance(base, LibrarySymbol) and base.dotted.startswith("builtins."):
            return True if base.dotted in BROAD else None
        return None

    def is_http(self, raised: ExceptionType) -> bool:
        """Whether *raised* is an HTTPException of Starlette or FastAPI, or derives from one."""
        return LibrarySymbol(STARLETTE_HTTP) in self._above(raised)[0]

    def is_of_database(self, type: ExceptionType) -> bool:
        """Whether *type* is what a database or its driver says of a statement."""
        if isinstance(type, LibrarySymbol) and _DRIVER.fullmatch(type.dotted):
            return True
        return type == _SQLALCHEMY or self.is_below(type, _STATEMENT) is True

    def status(self, raised: Expression, type: ExceptionType, scope: Scope) -> int | None:
        """The status with which an HTTPException of class *type*, made by *raised*, answers."""
        if isinstance(raised, Call):
            passed = raised.keyword("status_code")
            if passed is None and raised.args and isinstance(type, LibrarySymbol):
                passed = raised.args[0]
            if passed is not None:
                return self.number(passed, scope)
        return self._own_status(type) if isinstance(type, ClassSymbol) else None

    def answered(self, response: Call, scope: Scope) -> int | None:
        """The status that a call of a response class names with ``status_code=``."""
        passed = response.keyword("status_code")
        if passed is None and len(response.args) > 1:
            names = self._names.dotted(response.func, scope)
            passed = response.args[1] if any(n.endswith("Response") for n in names) else None
        return self.number(passed, scope) if passed is not None else None

    def number(self, expression: Expression, scope: Scope) -> int | None:
        """The status that *expression* names: a number, ``status.HTTP_404_NOT_FOUND`` ..."""
        match expression:
            case Constant(value=bool()):
                return None
            case Constant(value=int(number)):
                return number
            case Attribute(value=inner, attr="value"):
                return self.number(inner, scope)
            case Attribute(attr=name) | Name(id=name):
                digits = _STATUS_NAME.search(name)
                if digits is not None and name.startswith(("HTTP_", "status_")):
                    return int(digits[1])
                if name in http.HTTPStatus.__members__ and isinstance(expression, Attribute):
                    return http.HTTPStatus[name].value
                bound = self._names.variable(expression, scope)
                if bound is not None and len(bound[1]) == 1:
                    value = bound[1][0].value
                    if isinstance(value, (Constant, Attribute)):
                        return self.number(value, bound[0])
        return None

    @kept
    def _own_status(self, cls: ClassSymbol) -> int | None:
        """The status that the class gives itself: its attribute, or what its ``__init__`` hands
        on."""
        for base in self._types.mro(cls):
            if not isinstance(base, ClassSymbol):
                continue
            scope = self._names.scope_of(base.module, base.node)
            for statement in base.node.body:
                match statement:
                    case Assign(targets=(Name(id="status_code"),), value=value) if (
                        value is not None
                    ):
                        return self.number(value, scope)
                    case Function(name="__init__"):
                        return self._initial_status(
                            statement, self._names.scope_of(base.module, statement)
                        )
        return None

    def _initial_status(self, init: Function, scope: Scope) -> int | None:
        defaults = {p.name: p.default for p in init.parameters if p.default is not None}
        for node in own_nodes(init):
            match node:
                case Call(func=Attribute(attr="__init__")):
                    passed = node.keyword("status_code") or (node.args[0] if node.args else None)
                case Assign(targets=(Attribute(attr="status_code"),), value=passed):
                    pass
                case _:
                    continue
            if isinstance(passed, Name) and passed.id in defaults:
                passed = defaults[passed.id]
            return self.number(passed, scope) if passed is not None else None
        return None

    @kept
    def _above(self, raised: ExceptionType) -> tuple[frozenset[ExceptionType], bool]:
        """*raised* and all its bases, and whether these are all."""
        if isinstance(raised, LibrarySymbol):
            return _library_bases(raised.dotted)
        found: set[ExceptionType] = set()
        known = True
        for cls in self._types.mro(raised):
            if isinstance(cls, LibrarySymbol):
                above, complete = _library_bases(_canonical(cls.dotted))
                found |= above
                known = known and complete
                continue
            found.add(cls)
            scope = self._names.scope_around(cls.module, cls.node)
            bases = (b.value if isinstance(b, Subscript) else b for b in cls.node.bases)
            known = known and all(self._types.of(base, scope) for base in bases)
        return frozenset(found), known

    def _parts(self, expression: Expression, scope: Scope) -> Iterator[tuple[Expression, Scope]]:
        match expression:
            case Display(items=items):
                for item in items:
                    yield from self._parts(item.value if isinstance(item, Starred) else item, scope)
                return
            case Name() | Attribute():
                bound = self._names.variable(expression, scope)
                if bound is not None and len(bound[1]) == 1:
                    value = bound[1][0].value
                    if isinstance(value, Display):
                        yield from self._parts(value, bound[0])
                        return
        yield expression, scope


def _class_of(value: Value) -> Iterator[ExceptionType]:
    match value:
        case ClassSymbol() | Instance(type=ClassSymbol()):
            cls = value if isinstance(value, ClassSymbol) else value.type
            assert isinstance(cls, ClassSymbol)
            yield cls
        case LibrarySymbol(dotted) | Instance(type=LibrarySymbol(dotted)):
            yield LibrarySymbol(_canonical(dotted))


def _canonical(dotted: str) -> str:
    return _SAME.get(dotted, dotted)


@functools.cache
def _library_bases(dotted: str) -> tuple[frozenset[ExceptionType], bool]:
    found: set[ExceptionType] = set()
    while dotted in _PARENTS:
        found.add(LibrarySymbol(dotted))
        dotted = _PARENTS[dotted]
    found.add(LibrarySymbol(dotted))
    package, _, name = dotted.rpartition(".")
    if package != "builtins":
        return frozenset(found), dotted in _OBJECT
    cls = getattr(builtins, name, None)
    if isinstance(cls, type):
        found |= {LibrarySymbol(f"builtins.{base.__name__}") for base in cls.__mro__}
    return frozenset(found), True
