"""Types as FastAPI sees them: their text, the project's classes in them, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.walk import dotted
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.startup.values import (
    Annotated,
    Choice,
    ClassValue,
    Generic,
    Instance,
    Library,
    Maybe,
    Member,
    UnionType,
    Unknown,
    Value,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator

_SPECIAL = frozenset(
    {
        "Request", "WebSocket", "HTTPConnection", "Response", "BackgroundTasks", "SecurityScopes",
        "JSONResponse", "HTMLResponse", "PlainTextResponse", "RedirectResponse",
        "StreamingResponse", "FileResponse", "ORJSONResponse", "UJSONResponse",
        "EventSourceResponse",
    }
)  # fmt: skip
_MODELS = frozenset({"BaseModel", "SQLModel", "RootModel", "GenericModel", "TypedDict", "Document"})
_SEQUENCES = frozenset(
    {
        "list", "tuple", "set", "frozenset", "List", "Tuple", "Set", "FrozenSet", "Sequence",
        "deque", "Deque", "Iterable", "Collection", "MutableSequence",
    }
)  # fmt: skip
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"})
_SCALARS = frozenset(
    {"str", "int", "float", "bool", "bytes", "complex", "object", "Any", "Literal"}
)
_SCALAR_MODULES = frozenset(
    {"datetime", "uuid", "decimal", "pathlib", "ipaddress", "enum", "re", "http", "pydantic",
     "typing", "zoneinfo", "annotated_types"}
)  # fmt: skip
_STREAMS = frozenset(
    {"AsyncIterable", "AsyncIterator", "AsyncGenerator", "Iterable", "Iterator", "Generator"}
)


def classes_in(value: Value) -> Iterator[ClassSymbol]:
    """The project's classes that *value*, a type, is made of, each once."""
    seen: set[ClassValue] = set()
    pending = [value]
    while pending:
        inner = plain(pending.pop(0))
        match inner:
            case ClassValue():
                if inner not in seen:
                    seen.add(inner)
                    yield inner.symbol
            case Generic(origin=origin, args=args):
                pending[:0] = [origin, *args]
            case UnionType(args=args):
                pending[:0] = args
            case Annotated(base=base):
                pending.insert(0, base)
            case Choice(options=options):
                pending[:0] = options


def is_response(evaluator: Evaluator, value: Value) -> bool:
    """Whether *value* is Starlette's ``Response`` or a class below it."""
    inner = plain(value)
    names = (
        evaluator.library_bases(inner)
        if isinstance(inner, ClassValue)
        else [inner.dotted]
        if isinstance(inner, Library)
        else []
    )
    return any(
        name.endswith("Response")
        and name.partition(".")[0] in ("fastapi", "starlette", "sse_starlette")
        for name in names
    )


def is_stream(value: Value) -> bool:
    """Whether *value* is a parametrised iterator, which a generator endpoint streams."""
    inner = plain(value)
    return (
        isinstance(inner, Generic)
        and isinstance(inner.origin, Library)
        and inner.origin.dotted.rpartition(".")[2] in _STREAMS
    )


def kind_of(evaluator: Evaluator, value: Value) -> str:
    """Where FastAPI takes an unmarked parameter of this type from, a path parameter apart.

    query, body, file, special, or unknown.
    """
    inner = plain(value)
    match inner:
        case None:
            return "query"
        case Library(dotted=name):
            return _kind_of_library(name)
        case ClassValue():
            return _kind_of_class(evaluator, inner)
        case Annotated(base=base):
            return kind_of(evaluator, base)
        case UnionType(args=args):
            kinds = {kind_of(evaluator, arg) for arg in args if arg is not None}
            for kind in ("special", "file", "body", "unknown"):
                if kind in kinds:
                    return kind
            return "query"
        case Generic(origin=Library(dotted=name), args=args):
            last = name.rpartition(".")[2]
            if last in _SEQUENCES:
                kinds = {kind_of(evaluator, arg) for arg in args}
                return "file" if kinds == {"file"} else "body"
            return _kind_of_library(name)
        case Generic(origin=origin):
            return kind_of(evaluator, origin)
        case str() | Member():
            return "query"
    return "unknown"


def _kind_of_library(name: str) -> str:
    head, _, last = name.rpartition(".")
    top = head.partition(".")[0]
    if last == "UploadFile":
        return "file"
    if top in ("fastapi", "starlette"):
        return "special" if last in _SPECIAL else "unknown"
    if last in _MAPPINGS or last in _SEQUENCES or last in _MODELS:
        return "body"
    if top == "builtins" or top in _SCALAR_MODULES or last in _SCALARS:
        return "query"
    return "unknown"


def _kind_of_class(evaluator: Evaluator, cls: ClassValue) -> str:
    if evaluator.is_enum(cls):
        return "query"
    kinds = []
    for base in evaluator.mro(cls):
        if isinstance(base, Library):
            if base.dotted in ("builtins.object", "abc.ABC", "typing.Generic"):
                continue
            kinds.append(_kind_of_library(base.dotted))
        elif _is_dataclass(base):
            return "body"
    for kind in ("special", "file", "body", "unknown"):
        if kind in kinds:
            return kind
    return "query"


def _is_dataclass(cls: ClassValue) -> bool:
    for decorator in cls.node.decorators:
        inner = decorator.func if isinstance(decorator, model.Call) else decorator
        if (dotted(inner) or "").rpartition(".")[2] in ("dataclass", "define", "frozen", "attrs"):
            return True
    return False


# ───────────────────────────── text


def type_text(value: Value) -> str | None:
    """*value*, a type, as text: ``module:qualname`` for a class, as Python shows it otherwise."""
    inner = plain(value)
    match inner:
        case None:
            return None
        case ClassValue():
            return f"{inner.state.name}:{inner.node.qualname}"
        case Library(dotted=name):
            head, _, last = name.rpartition(".")
            return last if head in ("builtins", "") else f"{head}:{last}"
        case Generic(origin=ClassValue() as origin):
            inside = ", ".join(_short(arg) for arg in inner.args)
            return f"{origin.state.name}:{origin.node.qualname}[{inside}]"
        case Unknown():
            return None
    return _shown(inner)


def _shown(value: Value) -> str:
    inner = plain(value)
    match inner:
        case ClassValue():
            return f"{inner.state.name}.{inner.node.qualname}"
        case Library(dotted=name):
            return name.removeprefix("builtins.")
        case Generic(origin=origin, args=args):
            of_model = isinstance(plain(origin), ClassValue)
            inside = ", ".join(_short(arg) if of_model else _shown(arg) for arg in args)
            return f"{_shown(origin)}[{inside}]"
        case UnionType(args=args, is_operator=True):
            return " | ".join(_shown(arg) for arg in args)
        case UnionType(args=args):
            if len(args) == 2 and None in args:
                [other] = [arg for arg in args if arg is not None] or [None]
                return f"typing.Optional[{_shown(other)}]"
            return f"typing.Union[{', '.join(_shown(arg) for arg in args)}]"
        case Annotated(base=base):
            return f"typing.Annotated[{_shown(base)}, ...]"
        case Maybe(value=held):
            return _shown(held)
        case Instance(cls=Library(dotted="typing.TypeVar"), args=[str() as name, *_]):
            return f"~{name}"
        case str() | int() | bool():
            return repr(inner)
        case None:
            return "None"
    return "..."


def _short(value: Value) -> str:
    """*value* as Pydantic shows it in the name of a generic model."""
    inner = plain(value)
    match inner:
        case ClassValue():
            return inner.node.name
        case Library(dotted=name):
            return name.rpartition(".")[2]
        case Generic(origin=origin, args=args):
            return f"{_short(origin)}[{', '.join(_short(arg) for arg in args)}]"
        case UnionType(args=args):
            shown = ("NoneType" if arg is None else _short(arg) for arg in args)
            return f"Union[{', '.join(shown)}]"
    return _shown(inner)
