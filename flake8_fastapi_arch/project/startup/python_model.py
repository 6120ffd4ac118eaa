"""What the evaluator knows of Python itself: builtins, and some of its library."""

from __future__ import annotations

import builtins
import http
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.startup import fastapi_model
from flake8_fastapi_arch.project.startup.containers import extend, update
from flake8_fastapi_arch.project.startup.operators import ELLIPSIS
from flake8_fastapi_arch.project.startup.values import (
    CONSTANTS,
    MISSING,
    App,
    Bound,
    Builtin,
    Choice,
    ClassValue,
    Defaulted,
    FunctionValue,
    Instance,
    Library,
    Mapping,
    Marked,
    Maybe,
    Member,
    ModuleState,
    Partial,
    RouteEntry,
    Router,
    Sequence,
    Text,
    Unknown,
    Value,
    concatenated,
    defaulted,
    describe,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator
    from flake8_fastapi_arch.project.startup.frames import Frame

BUILTINS = frozenset(dir(builtins))
ENUMS = frozenset(
    f"enum.{name}" for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum")
) | {"strenum.StrEnum", "backports.strenum.StrEnum"}
COROUTINE = "coroutine"
CACHED = "cached result"
FALSE_AT_RUN_TIME = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})
_STATUS = ("fastapi.status.", "starlette.status.")
_FIELDS = frozenset(
    {
        "pydantic.Field", "pydantic.fields.Field", "pydantic.v1.Field", "dataclasses.field",
        "attr.ib", "attrs.field", "attr.field", "sqlmodel.Field", "pydantic.PrivateAttr",
        "fastapi.Query", "fastapi.Path", "fastapi.Header", "fastapi.Body",
    }
)  # fmt: skip


def library_attribute(evaluator: Evaluator, dotted: str, name: str) -> Value:
    """``dotted.name`` for something outside the project."""
    if f"{dotted}.".endswith(_STATUS) and (found := re.match(r"(?:HTTP|WS)_(\d+)_", name)):
        return int(found[1])
    if dotted == "http.HTTPStatus" and name in http.HTTPStatus.__members__:
        return int(http.HTTPStatus[name])
    if name == "__name__":
        return dotted.rpartition(".")[2]
    return Library(f"{dotted}.{name}")


def call_library(
    evaluator: Evaluator,
    dotted: str,
    args: list[Value],
    kwargs: dict[str, Value],
    frame: Frame | None,
) -> Value:
    """The result of calling *dotted*; an Instance with the arguments where nothing is known."""
    known = _CALLS.get(dotted)
    if known is not None:
        return known(evaluator, args, kwargs)
    if dotted in ("importlib.import_module", "builtins.__import__") and frame is not None:
        return _import_module(evaluator, frame, args, kwargs)
    return fastapi_model.call_library(evaluator, dotted, args, kwargs)


def _import_module(
    evaluator: Evaluator, frame: Frame, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    name = plain(args[0]) if args else plain(kwargs.get("name"))
    if not isinstance(name, str):
        return Unknown("a module whose name is not known")
    level = len(name) - len(name.lstrip("."))
    if level:
        package = plain(args[1] if len(args) > 1 else kwargs.get("package"))
        if not isinstance(package, str):
            return Unknown(f"module `{name}` of an unknown package")
        head = package.split(".")
        name = ".".join([*head[: len(head) - level + 1], name.lstrip(".")])
    found = evaluator.find_module(frame.state.path, name)
    return found if found is not None else Library(name)


def _isinstance(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) != 2:
        return Unknown("`isinstance`")
    value, wanted = plain(args[0]), plain(args[1])
    types = evaluator.iterate(wanted) if isinstance(wanted, Sequence) else [wanted]
    answers = [_is_instance(evaluator, value, plain(t)) for t in types or ()]
    if True in answers:
        return True
    return False if answers and None not in answers else Unknown("`isinstance`")


def _is_instance(evaluator: Evaluator, value: Value, wanted: Value) -> bool | None:
    if isinstance(value, (Unknown, Choice)):
        return None
    name = wanted.dotted.rpartition(".")[2] if isinstance(wanted, Library) else None
    simple: dict[str, tuple[type, ...]] = {
        "str": (str, Text), "int": (int,), "bool": (bool,), "float": (float,),
        "dict": (Mapping,), "type": (ClassValue,), "ModuleType": (ModuleState,),
        "FunctionType": (FunctionValue,), "partial": (Partial,), "NoneType": (type(None),),
    }  # fmt: skip
    if name in ("list", "tuple", "set"):
        return isinstance(value, Sequence) and value.kind == name
    if name in simple:
        return isinstance(value, simple[name])
    if isinstance(value, Instance):
        if isinstance(value.cls, ClassValue):
            mro = evaluator.mro(value.cls)
            if isinstance(wanted, ClassValue):
                return wanted in mro
            names = {b.dotted.rpartition(".")[2] for b in mro if isinstance(b, Library)}
            if name in names:
                return True
            if isinstance(value, (Router, App, RouteEntry)):
                return fastapi_model.is_kind(value, name or "")
            return None if names else False
        return fastapi_model.is_kind(value, name or "")
    if isinstance(value, Member):
        return wanted is value.cls if isinstance(wanted, ClassValue) else None
    if isinstance(wanted, ClassValue) and isinstance(value, (*CONSTANTS, Sequence, Mapping)):
        return False
    return None


def _getattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = plain(args[1]) if len(args) > 1 else None
    if not isinstance(name, str):
        if args and isinstance(plain(args[0]), (App, Router)):
            evaluator.unresolved("a method of the router whose name is not known")
        return Unknown("an attribute whose name is not known")
    found = evaluator.find_attribute(args[0], name)
    if found is not MISSING:
        return found
    owner = plain(args[0])
    if len(args) < 3 or isinstance(owner, (Unknown, Choice)):
        return Unknown(f"`{name}` of {describe(owner)}")
    if isinstance(owner, Instance) and not isinstance(owner, (Router, App)):
        return Defaulted(args[2])
    return args[2]


def _hasattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    name = plain(args[1]) if len(args) > 1 else None
    owner = plain(args[0]) if args else None
    if not isinstance(name, str) or isinstance(owner, (Unknown, Choice, Library)):
        return Unknown("`hasattr`")
    if evaluator.find_attribute(owner, name) is not MISSING:
        return True
    is_own = isinstance(owner, (ModuleState, FunctionValue)) or (
        isinstance(owner, ClassValue) and not evaluator.library_bases(owner)
    )
    return False if is_own else Unknown("`hasattr`")


def _setattr(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) == 3 and isinstance(plain(args[1]), str):
        evaluator.set_attribute(args[0], plain(args[1]), args[2])
    return None


def _as_sequence(kind: str) -> Callable[..., Value]:
    def convert(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        result = Sequence(kind, [])
        if args:
            extend(evaluator, result, args[0], marked=False)
        return result

    return convert


def _as_mapping(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result = Mapping({})
    if args:
        update(evaluator, result, args[0])
    for key, value in kwargs.items():
        if key == "**":
            result.rest = value
        else:
            result.items[key] = value
    return result


def _enumerate(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    if values is None:
        return Unknown("`enumerate`")
    start = plain(args[1] if len(args) > 1 else kwargs.get("start", 0))
    start = start if isinstance(start, int) else 0
    return Sequence("list", [Sequence("tuple", [i, v]) for i, v in enumerate(values, start)])


def _zip(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    columns = [evaluator.iterate(arg) for arg in args]
    if None in columns:
        return Unknown("`zip`")
    rows = zip(*(column for column in columns if column is not None))
    return Sequence("list", [Sequence("tuple", list(row)) for row in rows])


def _range(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    bounds = [plain(arg) for arg in args]
    if bounds and all(isinstance(bound, int) for bound in bounds):
        try:
            values = range(*bounds)
        except (TypeError, ValueError):
            return Unknown("`range`")
        if len(values) <= 1_000:
            return Sequence("list", list(values))
    return Unknown("`range`")


def _chain(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result = Sequence("list", [])
    for arg in args:
        extend(evaluator, result, arg, marked=False)
    return result


def _map(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[1]) if len(args) == 2 else None
    if values is None:
        return Unknown("`map`")
    return Sequence("list", [evaluator.call(args[0], [value], {}) for value in values])


def _filter(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[1]) if len(args) == 2 else None
    if values is None:
        return Unknown("`filter`")
    kept = []
    for value in values:
        test = value if args[0] is None else evaluator.call(args[0], [value], {})
        if evaluator.truth(test) is not False:
            kept.append(value)
    return Sequence("list", kept)


def _sorted(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    if values is None:
        return Unknown("`sorted`")
    inner = [plain(value) for value in values]
    if "key" not in kwargs and all(isinstance(value, str) for value in inner):
        return Sequence("list", sorted(inner))
    return Sequence("list", values)


def _reversed(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    return Unknown("`reversed`") if values is None else Sequence("list", values[::-1])


def _str(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return concatenated(args[:1]) if args else ""


def _bool(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    truth = evaluator.truth(args[0]) if args else False
    if truth is None and isinstance(args[0], Defaulted):
        inner = evaluator.truth(plain(args[0]))
        return Unknown("`bool`") if inner is None else Defaulted(inner)
    return Unknown("`bool`") if truth is None else truth


def _int(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else 0
    value = plain(value.value) if isinstance(value, Member) else value
    try:
        result = int(value) if isinstance(value, (str, int, float)) else Unknown("`int`")
    except (ValueError, OverflowError):
        return Unknown("`int`")
    return Defaulted(result) if args and isinstance(args[0], Defaulted) else result


def _len(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    match value:
        case str():
            return len(value)
        case Sequence(rest=None) | Mapping(rest=None):
            if not any(isinstance(item_, Maybe) for item_ in value.items):
                return len(value.items)
    return Unknown("`len`")


def _quantified(wanted: bool) -> Callable[..., Value]:
    def quantify(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        values = evaluator.iterate(args[0]) if args else None
        if values is None:
            return Unknown("`any`")
        truths = [evaluator.truth(value) for value in values]
        if wanted in truths:
            return wanted
        return Unknown("`any`") if None in truths else not wanted

    return quantify


def _callable(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    if isinstance(value, (FunctionValue, Bound, ClassValue, Builtin, Partial)):
        return True
    return False if isinstance(value, (*CONSTANTS, Sequence, Mapping)) else Unknown("`callable`")


def _type(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if len(args) == 1 else None
    if isinstance(value, (Instance, Member)):
        return value.cls
    return Unknown("`type`")


def _members(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    cls = value.cls if isinstance(value, Instance) else value
    if not isinstance(cls, ClassValue):
        return Unknown("the members of an object")
    names: dict[str, None] = {}
    for base in evaluator.mro(cls):
        if isinstance(base, ClassValue):
            names.update(dict.fromkeys(evaluator.class_names(base)))
    if isinstance(value, Instance):
        names.update(dict.fromkeys(value.names))
    pairs: list[Value] = []
    for name in sorted(names):
        member = evaluator.attribute(value, name)
        is_function = isinstance(plain(member), (FunctionValue, Bound))
        if (len(args) == 1 and "predicate" not in kwargs) or is_function:
            pairs.append(Sequence("tuple", [name, member]))
    return Sequence("list", pairs)


def _dir(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    if isinstance(value, ModuleState):
        return Sequence("list", sorted(value.names))
    members = evaluator.iterate(_members(evaluator, args, kwargs))
    if members is None:
        return Unknown("`dir`")
    return Sequence("list", [pair.items[0] for pair in members])


def _vars(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    value = plain(args[0]) if args else None
    match value:
        case ModuleState():
            return Mapping(dict(value.names))
        case ClassValue():
            return Mapping(dict(evaluator.class_names(value)))
        case Instance(cls=ClassValue()):
            return Mapping(dict(value.names))
    return Unknown("`vars`")


def _next(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    values = evaluator.iterate(args[0]) if args else None
    return values[0] if values else Unknown("`next`")


def _partial(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Partial(args[0], args[1:], kwargs) if args else Unknown("`partial`")


def _wraps(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return Instance(Library("functools.wraps"), args, kwargs)


def _update_wrapper(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if len(args) >= 2:
        mark_wrapped(args[0], args[1])
        return args[0]
    return Unknown("`update_wrapper`")


def mark_wrapped(wrapper: Value, wrapped: Value) -> None:
    """Let *wrapper* say that it wraps *wrapped*."""
    inner = plain(wrapper)
    if isinstance(inner, FunctionValue) and plain(wrapped) is not inner:
        inner.wrapped = plain(wrapped)


def _cached(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    if args and isinstance(args[0], FunctionValue):
        args[0].attributes[CACHED] = True
        return args[0]
    return Library("functools.cache")


def _marked(kind: str) -> Callable[..., Value]:
    def mark(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return Marked(kind, args[0]) if args else Unknown(f"`{kind}`")

    return mark


def _first(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[-1] if args else Unknown("nothing")


def _same(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return args[0] if args else Unknown("nothing")


def _environment(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    default = args[1] if len(args) > 1 else kwargs.get("default", MISSING)
    name = describe(plain(args[0])) if args else ""
    if default is MISSING or default is None:
        return Unknown(f"environment variable {name}")
    return defaulted(default)


def _run(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    return evaluator.awaited(args[0]) if args else Unknown("nothing")


def _type_hints(evaluator: Evaluator, args: list[Value], kwargs: dict[str, Value]) -> Value:
    function = plain(args[0]) if args else None
    if isinstance(function, Bound):
        function = function.function
    while isinstance(function, FunctionValue) and isinstance(function.wrapped, FunctionValue):
        function = function.wrapped
    if not isinstance(function, FunctionValue) or not isinstance(function.node, Function):
        return Unknown("`get_type_hints`")
    hints = Mapping({})
    for parameter in function.node.parameters:
        if parameter.annotation is not None:
            hints.items[parameter.name] = fastapi_model.annotation(
                evaluator, function, parameter.annotation
            )
    if function.node.returns is not None:
        hints.items["return"] = fastapi_model.annotation(evaluator, function, function.node.returns)
    return hints


_CALLS: dict[str, Callable[..., Value]] = {
    "builtins.isinstance": _isinstance,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.setattr": _setattr,
    "builtins.list": _as_sequence("list"),
    "builtins.tuple": _as_sequence("tuple"),
    "builtins.set": _as_sequence("set"),
    "builtins.frozenset": _as_sequence("set"),
    "builtins.dict": _as_mapping,
    "collections.OrderedDict": _as_mapping,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.range": _range,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.sorted": _sorted,
    "builtins.reversed": _reversed,
    "builtins.str": _str,
    "builtins.bool": _bool,
    "builtins.int": _int,
    "builtins.len": _len,
    "builtins.any": _quantified(True),
    "builtins.all": _quantified(False),
    "builtins.callable": _callable,
    "builtins.type": _type,
    "builtins.dir": _dir,
    "builtins.vars": _vars,
    "inspect.getmembers": _members,
    "builtins.iter": _same,
    "builtins.next": _next,
    "builtins.print": lambda evaluator, args, kwargs: None,
    "builtins.property": _marked("property"),
    "builtins.staticmethod": _marked("staticmethod"),
    "builtins.classmethod": _marked("classmethod"),
    "functools.cached_property": _marked("property"),
    "pydantic.computed_field": lambda evaluator, args, kwargs: (
        args[0] if args else Library("pydantic.computed_field")
    ),
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.update_wrapper": _update_wrapper,
    "functools.lru_cache": _cached,
    "functools.cache": _cached,
    "typing.cast": _first,
    "typing.get_type_hints": _type_hints,
    "copy.copy": _same,
    "itertools.chain": _chain,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "decouple.config": _environment,
    "asyncio.run": _run,
    "asyncio.get_event_loop.run_until_complete": _run,
    "contextlib.asynccontextmanager": _same,
    "contextlib.contextmanager": _same,
    "typing.NewType": _first,
    "typing.TypeVar": lambda evaluator, args, kwargs: Instance(
        Library("typing.TypeVar"), args, kwargs
    ),
}


def call_class_method(
    evaluator: Evaluator, cls: ClassValue, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that *cls* inherits from a library's class."""
    if name == "__init__" and args:
        return fastapi_model.call_method(evaluator, args[0], "__init__", args[1:], kwargs)
    return Unknown(f"the result of `{name}` of {describe(cls)}")


def field_default(evaluator: Evaluator, instance: Instance, value: Value) -> Value:
    """What reading a class attribute through *instance* gives: a field's default, for a setting."""
    inner = plain(value)
    if (
        isinstance(inner, Instance)
        and isinstance(inner.cls, Library)
        and (inner.cls.dotted in _FIELDS)
    ):
        value = inner.argument(0, "default")
        factory = inner.argument(-1, "default_factory")
        if value is MISSING and factory is not MISSING:
            value = evaluator.call(factory, [], {})
        if value is MISSING or value is ELLIPSIS:
            return Unknown("a required setting")
    bases = evaluator.library_bases(instance.cls) if isinstance(instance.cls, ClassValue) else []
    is_setting = instance.is_by_default or any(
        base.rpartition(".")[2] == "BaseSettings" for base in bases
    )
    if is_setting and not isinstance(value, (Unknown, Defaulted)):
        return Defaulted(value)
    return value
