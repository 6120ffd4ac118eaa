"""What an expression of start-up code can be worth, without running it: the evaluator's values.

Strings, numbers, booleans and None stand for themselves. Everything else is one of the classes
below; they compare by identity, as mutable objects do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Union

import msgspec

from flake8_fastapi_arch.facts.model import Class, Function, Lambda, Module
from flake8_fastapi_arch.facts.text import MAX_TEXT
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Condition, Place

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.frames import Frame

Value = Any
"""A constant or an instance of a class of this module."""
Constant = Union[str, int, float, bool, None]
_MAX_WORDS = 120
MAX_ITEMS = 10_000
"""Elements of one collection that is put together, for the same reason as ``MAX_TEXT``."""
MAX_ITERATIONS = 2_000
"""Elements that one loop goes through."""
MAX_OPTIONS = 6
"""Values that one may be either of."""
MAX_TYPES = 1_000
"""Types that one type is made of, all that lie in each other counted; likewise."""
NOWHERE = Place("", 0)
CONSTANTS = (str, int, float, bool, type(None))


class Unknown(msgspec.Struct, eq=False):
    """A value that start-up code does not tell. *reason* completes "unknown: ..."."""

    reason: str


class Defaulted(msgspec.Struct, eq=False):
    """A value that holds unless the environment says otherwise: a setting's default."""

    value: Value


class Choice(msgspec.Struct, eq=False):
    """One of several values; which one depends on an undecided branch.

    ``conditions`` holds for each option what must hold for it.
    """

    options: list[Value]
    conditions: list[tuple[Condition, ...]]


class Maybe(msgspec.Struct, eq=False):
    """An element that a collection holds only under conditions."""

    value: Value
    conditions: tuple[Condition, ...]


class Text(msgspec.Struct, eq=False):
    """A string of which some parts are unknown."""

    parts: tuple[str | Unknown, ...]

    def shown(self) -> str:
        """The string with ``…`` for each unknown part."""
        return "".join(part if isinstance(part, str) else "…" for part in self.parts)

    @property
    def reason(self) -> str:
        """Why the first unknown part is unknown."""
        return next((p.reason for p in self.parts if isinstance(p, Unknown)), "")


class Sequence(msgspec.Struct, eq=False):
    """A list, tuple or set. ``rest`` tells why there may be more elements; None: there are not."""

    kind: str
    items: list[Value]
    rest: Unknown | None = None


class Mapping(msgspec.Struct, eq=False):
    """A dict. ``rest`` tells why there may be more keys; None: there are not."""

    items: dict[Value, Value]
    rest: Unknown | None = None


class ModuleState(msgspec.Struct, eq=False):
    """A module of the project while and after it is executed. ``path`` may be a directory/."""

    path: str
    name: str
    module: Module | None
    names: dict[str, Value] = msgspec.field(default_factory=dict)
    status: str = "new"
    libraries: list[str] = msgspec.field(default_factory=list)
    """Libraries from which everything is imported (``from x import *``)."""
    unfinished: list[ModuleState] = msgspec.field(default_factory=list)
    """Modules from which everything is imported, before they were executed to their end."""


class Deferred(msgspec.Struct, eq=False):
    """A name imported from a module that was not executed far enough yet."""

    state: ModuleState
    name: str


class FunctionValue(msgspec.Struct, eq=False):
    """A function or lambda of the project with the frame it closes over."""

    node: Function | Lambda
    state: ModuleState
    frame: Frame
    defaults: dict[str, Value]
    owner: ClassValue | None = None
    wrapped: Value = None
    """What ``functools.wraps`` says it wraps."""
    attributes: dict[str, Value] = msgspec.field(default_factory=dict)
    signature: Value = None
    """What was assigned to ``__signature__``."""

    @property
    def symbol(self) -> FunctionSymbol:
        assert self.state.module is not None
        return FunctionSymbol(self.state.module, self.node)


class ClassValue(msgspec.Struct, eq=False):
    """A class of the project."""

    node: Class
    state: ModuleState
    frame: Frame
    bases: list[Value]
    names: dict[str, Value] | None = None
    """Its namespace; None until its body is executed."""
    decorators: list[Value] = msgspec.field(default_factory=list)
    keywords: dict[str, Value] = msgspec.field(default_factory=dict)
    members: dict[str, Value] = msgspec.field(default_factory=dict)
    """The members of an enumeration, as they are asked for."""
    linear: list[ClassValue | Library] | None = None

    @property
    def symbol(self) -> ClassSymbol:
        assert self.state.module is not None
        return ClassSymbol(self.state.module, self.node)


class Library(msgspec.Struct, eq=False):
    """Something outside the project, by its dotted name as imported."""

    dotted: str


class Instance(msgspec.Struct, eq=False):
    """The result of calling a class, or anything of a library: an object with its arguments."""

    cls: Value
    args: list[Value]
    kwargs: dict[str, Value]
    names: dict[str, Value] = msgspec.field(default_factory=dict)
    is_by_default: bool = False
    """Whether nobody passed it: made up from an annotation, its attributes are defaults."""

    def argument(self, position: int, name: str) -> Value:
        """The value passed by *position* or by *name*; MISSING where it is not passed."""
        if name in self.kwargs:
            return self.kwargs[name]
        return self.args[position] if 0 <= position < len(self.args) else MISSING


class Router(Instance, eq=False):
    """An ``APIRouter``, its attributes in ``names`` as FastAPI has them."""

    place: Place = NOWHERE


class App(Instance, eq=False):
    """A ``FastAPI`` application; ``names["router"]`` is the Router that holds its routes."""

    place: Place = NOWHERE
    middleware: list[Value] = msgspec.field(default_factory=list)
    labels: list[tuple[str, str]] = msgspec.field(default_factory=list)
    """File and ``module:name`` of each global it was assigned to."""
    factory: tuple[str, str] | None = None
    """File and ``module:function`` of the function that was called for it alone."""
    conditions: tuple[Condition, ...] = ()


class RouteEntry(Instance, eq=False):
    """A route in a router's list; its attributes in ``names``. ``kind``: http, websocket, other."""

    kind: str = "http"
    place: Place = NOWHERE
    col: int = 0
    is_decorating: bool = False
    """Whether the registration stands above its handler."""
    own_path: Value = None
    conditions: tuple[Condition, ...] = ()


class Inclusion(msgspec.Struct, eq=False):
    """What ``include_router`` leaves in the including router's list of routes.

    ``entries`` are the included router's: its own list where inclusions are live views, a copy
    where FastAPI copies.
    """

    router: Router
    entries: Sequence
    prefix: Value
    tags: list[Value]
    dependencies: list[Value]
    responses: list[Value]
    deprecated: Value
    include_in_schema: Value
    response_class: Value
    place: Place
    conditions: tuple[Condition, ...]


class Mounted(msgspec.Struct, eq=False):
    """What ``mount`` and ``host`` leave there."""

    path: Value
    app: Value
    place: Place
    conditions: tuple[Condition, ...]


class Gap(msgspec.Struct, eq=False):
    """Routes that are added there and could not be followed."""

    reason: str
    place: Place
    conditions: tuple[Condition, ...]


class Member(msgspec.Struct, eq=False):
    """A member of an enumeration."""

    cls: ClassValue
    name: str
    value: Value


class Bound(msgspec.Struct, eq=False):
    """A function bound to an instance or a class."""

    receiver: Value
    function: FunctionValue


class Builtin(msgspec.Struct, eq=False):
    """A method that the evaluator knows, on a value: ``router.get``, ``items.append``."""

    receiver: Value
    name: str


class Partial(msgspec.Struct, eq=False):
    """``functools.partial``."""

    function: Value
    args: list[Value]
    kwargs: dict[str, Value]


class Marked(msgspec.Struct, eq=False):
    """A function behind ``staticmethod``, ``classmethod``, ``property`` or ``cached_property``."""

    kind: str
    function: Value


class Generic(msgspec.Struct, eq=False):
    """A type with arguments: ``list[Item]``."""

    origin: Value
    args: list[Value]


class UnionType(msgspec.Struct, eq=False):
    """``X | Y`` and ``Union[X, Y]``; ``is_operator`` for the former."""

    args: list[Value]
    is_operator: bool


class Annotated(msgspec.Struct, eq=False):
    """``Annotated[base, *metadata]``."""

    base: Value
    metadata: list[Value]


class Super(msgspec.Struct, eq=False):
    """``super()`` inside a method."""

    cls: ClassValue
    receiver: Value


class _Missing:
    """The absence of an argument."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()


def plain(value: Value) -> Value:
    """*value* without the mark that it is a default."""
    while isinstance(value, Defaulted):
        value = value.value
    return value


def defaulted(value: Value) -> Value:
    """*value*, marked as a default."""
    return value if isinstance(value, (Defaulted, Unknown)) else Defaulted(value)


def one_of(options: list[tuple[Value, tuple[Condition, ...]]]) -> Value:
    """One value out of *options*, each with its conditions; simplified where they agree."""
    flat: list[tuple[Value, tuple[Condition, ...]]] = []
    for value, conditions in options:
        if isinstance(value, Choice):
            flat.extend((v, (*conditions, *c)) for v, c in zip(value.options, value.conditions))
        else:
            flat.append((value, conditions))
    unique: list[tuple[Value, tuple[Condition, ...]]] = []
    for value, conditions in flat:
        if not any(
            value is other
            or (isinstance(value, CONSTANTS) and type(value) is type(other) and value == other)
            for other, _ in unique
        ):
            unique.append((value, conditions))
        if len(unique) == MAX_OPTIONS:
            break
    if len(unique) == 1:
        return unique[0][0]
    return Choice([value for value, _ in unique], [conditions for _, conditions in unique])


def is_large(value: Value) -> bool:
    """Whether the type *value* is made of more types than are followed."""
    pending, count = [value], 0
    while pending and count <= MAX_TYPES:
        count += 1
        match plain(pending.pop()):
            case Generic(origin=origin, args=args):
                pending += [origin, *args]
            case UnionType(args=args):
                pending += args
            case Annotated(base=base):
                pending.append(base)
            case Choice(options=options):
                pending += options
    return count > MAX_TYPES


def known_items(sequence: Sequence) -> Iterator[tuple[Value, tuple[Condition, ...]]]:
    """The elements of *sequence*, each with the conditions it is under."""
    for item in sequence.items:
        if isinstance(item, Maybe):
            yield item.value, item.conditions
        else:
            yield item, ()


def describe(value: Value) -> str:
    """*value* in a few words, for reasons."""
    words = _described(value)
    return words if len(words) <= _MAX_WORDS else f"{words[: _MAX_WORDS - 1]}…"


def _described(value: Value) -> str:
    match value:
        case Unknown(reason=reason):
            return reason
        case Library(dotted=dotted):
            return f"`{dotted}`"
        case FunctionValue() | ClassValue():
            return f"`{getattr(value.node, 'qualname', 'lambda')}`"
        case Instance(cls=cls) | Member(cls=cls):
            return f"an instance of {describe(cls)}"
        case Bound(function=function):
            return describe(function)
        case Choice(options=options):
            return " or ".join(describe(option) for option in options[:3])
        case ModuleState(name=name):
            return f"module `{name}`"
        case Builtin(name=name):
            return f"`{name}`"
        case Defaulted(value=inner) | Maybe(value=inner):
            return describe(inner)
        case Text():
            return repr(value.shown())
        case str() | int() | float() | None:
            return repr(value)
    return f"a {type(value).__name__.lower()}"


def concatenated(parts: list[Value]) -> Value:
    """The string that *parts*, converted to strings, make together; unknown where it is long."""
    found: list[str | Unknown] = []
    by_default = False
    for part in parts:
        by_default |= isinstance(part, Defaulted)
        inner = plain(part)
        inner = plain(inner.value) if isinstance(inner, Member) else inner
        if isinstance(inner, Choice):
            known = [plain(option) for option in inner.options]
            texts = [option for option in known if isinstance(option, str)]
            inner = texts[0] if len(texts) == 1 else inner
        match inner:
            case Text(parts=more):
                found.extend(more)
            case Unknown():
                found.append(inner)
            case str() | int() | float() | None:
                found.append(str(inner))
            case _:
                found.append(Unknown(describe(inner)))
    if sum(len(part) if isinstance(part, str) else 1 for part in found) > MAX_TEXT:
        return Unknown("a long string")
    if all(isinstance(part, str) for part in found):
        text = "".join(part for part in found if isinstance(part, str))
        return Defaulted(text) if by_default else text
    return Text(tuple(found))
