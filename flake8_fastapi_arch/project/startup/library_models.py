"""What the evaluator knows of libraries around FastAPI that make dependencies or endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_fastapi_arch.project.startup.values import (
    MISSING,
    Bound,
    Builtin,
    ClassValue,
    FunctionValue,
    Instance,
    Library,
    Mapping,
    Sequence,
    Unknown,
    Value,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator

SIGNATURES = frozenset(
    {"inspect.signature", "inspect.Signature", "inspect.Signature.from_callable"}
)
PARAMETER = "inspect.Parameter"
CURRENT_USER = (
    "fastapi_users.authentication.authenticator:"
    "Authenticator.current_user.<locals>.current_user_dependency"
)
CURRENT_TOKEN = CURRENT_USER.replace("current_user", "current_user_token")
VIEW = "class-based view"
"""Marks a class whose instance FastAPI makes for its methods: its attributes are injected, too."""

_USERS = frozenset({"fastapi_users.FastAPIUsers", "fastapi_users.fastapi_users.FastAPIUsers"})
_TRANSPORTS = {
    "BearerTransport": "fastapi.security.OAuth2PasswordBearer",
    "CookieTransport": "fastapi.security.APIKeyCookie",
}


def attribute(evaluator: Evaluator, instance: Instance, name: str) -> Value:
    """``instance.name`` where the library is known to give it, else MISSING."""
    dotted = _class_name(instance)
    if dotted in SIGNATURES and name == "parameters":
        return _parameters(evaluator, instance)
    if dotted in SIGNATURES and name == "replace":
        return Builtin(instance, name)
    if dotted == PARAMETER:
        if name == "replace":
            return Builtin(instance, name)
        position = {"name": 0, "kind": 1}.get(name, -1)
        value = instance.argument(position, name)
        return Library("inspect.Parameter.empty") if value is MISSING else value
    if dotted in _USERS:
        if name in ("current_user", "current_user_token"):
            return Builtin(instance, name)
        if name == "authenticator":
            return instance
    return MISSING


def call_method(
    evaluator: Evaluator, instance: Instance, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """The result of a method that ``attribute`` gave, else MISSING."""
    dotted = _class_name(instance)
    if name == "replace" and dotted == PARAMETER:
        return Instance(instance.cls, list(instance.args), {**instance.kwargs, **kwargs})
    if name == "replace" and dotted in SIGNATURES:
        if "parameters" in kwargs:
            return Instance(Library("inspect.Signature"), [kwargs["parameters"]], {})
        return instance
    if dotted in _USERS and name in ("current_user", "current_user_token"):
        made = CURRENT_USER if name == "current_user" else CURRENT_TOKEN
        return Instance(Library(made), [instance], {})
    return MISSING


def _class_name(instance: Instance) -> str:
    if not isinstance(instance.cls, Library):
        return ""
    name: str = instance.cls.dotted
    return name


# ───────────────────────────── signatures


def parameters_of(evaluator: Evaluator, signature: Value) -> list[Instance] | None:
    """The ``inspect.Parameter`` objects of a signature that code has made; None: not known."""
    inner = plain(signature)
    if not isinstance(inner, Instance) or _class_name(inner) not in SIGNATURES:
        return None
    if _class_name(inner) == "inspect.Signature":
        given = inner.argument(0, "parameters")
        values = None if given is MISSING else evaluator.iterate(given)
    else:
        values = evaluator.iterate(_parameters(evaluator, inner))
        items = _parameters(evaluator, inner)
        values = list(items.items.values()) if isinstance(items, Mapping) else None
    if values is None:
        return None
    found = [plain(value) for value in values]
    return found if all(isinstance(value, Instance) for value in found) else None


def _parameters(evaluator: Evaluator, signature: Instance) -> Value:
    if _class_name(signature) == "inspect.Signature":
        known = parameters_of(evaluator, signature)
        if known is None:
            return Unknown("the parameters of a signature")
        return Mapping({plain(p.argument(0, "name")): p for p in known})
    target = plain(signature.argument(0, "obj"))
    if evaluator.dependencies is None or target is MISSING:
        return Unknown("the parameters of a signature")
    arguments = evaluator.dependencies.arguments(target)
    if arguments is None:
        return Unknown("the parameters of a signature")
    found: dict[Value, Value] = {}
    for argument in arguments:
        kwargs = {"kind": Library("inspect.Parameter.POSITIONAL_OR_KEYWORD")}
        if argument.annotation is not MISSING:
            kwargs["annotation"] = argument.annotation
        if argument.default is not MISSING:
            kwargs["default"] = argument.default
        found[argument.name] = Instance(Library(PARAMETER), [argument.name], kwargs)
    return Mapping(found)


def injected(evaluator: Evaluator, instance: Instance) -> list[tuple[str, Value]] | None:
    """What the library injects into a dependency that it made, by name; None: not known."""
    if _class_name(instance) not in (CURRENT_USER, CURRENT_TOKEN):
        return None
    users = instance.args[0]
    found = [("user_manager", _depends(users.argument(0, "get_user_manager")))]
    backends = evaluator.iterate(users.argument(1, "auth_backends"))
    if backends is None:
        return None
    for backend in map(plain, backends):
        if not isinstance(backend, Instance):
            return None
        name = plain(backend.argument(0, "name"))
        transport = plain(backend.argument(1, "transport"))
        name = name if isinstance(name, str) else "backend"
        found.append((name, _depends(_scheme(transport))))
        found.append((f"strategy_{name}", _depends(backend.argument(2, "get_strategy"))))
    return found


def _depends(target: Value) -> Instance:
    return Instance(Library("fastapi.Depends"), [target], {})


def _scheme(transport: Value) -> Value:
    if isinstance(transport, Instance) and isinstance(transport.cls, Library):
        scheme = _TRANSPORTS.get(transport.cls.dotted.rpartition(".")[2])
        if scheme is not None:
            return Instance(Library(scheme), transport.args, {"auto_error": False})
    return Unknown("the scheme of a transport")


# ───────────────────────────── class-based views


def made_view(evaluator: Evaluator, cls: ClassValue) -> bool:
    """Make *cls*, which has decorators, a view where its methods are endpoints.

    Methods that are endpoints as they lie in a class have a ``self`` that nobody could pass: a
    decorator such as fastapi-utils' ``cbv`` has FastAPI make it, with all that the class' own
    annotations and ``__init__`` ask for, and adds the routes again behind what is there.
    """
    if cls.names is None:
        return False
    methods = [m for m in cls.names.values() if _is_method(m)]
    entries = [e for e in evaluator.entries if plain(e.names.get("endpoint")) in methods]
    if not entries:
        return False
    cls.keywords[VIEW] = True
    for entry in entries:
        entry.names["endpoint"] = Bound(Instance(cls, [], {}), plain(entry.names["endpoint"]))
        itself = _depends(cls)
        itself.names["parameter"] = "self"
        entry.names["dependencies"].items.append(itself)
    for router in evaluator.routers:
        routes = router.names["routes"]
        if isinstance(routes, Sequence):
            own = [entry for entry in entries if entry in routes.items]
            routes.items[:] = [item for item in routes.items if item not in own] + own
    return True


def _is_method(value: Value) -> bool:
    if not isinstance(value, FunctionValue):
        return False
    return bool(value.node.parameters) and value.node.parameters[0].name == "self"
