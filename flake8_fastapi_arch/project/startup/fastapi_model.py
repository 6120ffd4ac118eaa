"""What the evaluator knows of FastAPI and Starlette: routers, apps, and what their methods do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_fastapi_arch.facts.model import Expression, Function
from flake8_fastapi_arch.project.routes.application import Place
from flake8_fastapi_arch.project.startup import library_models
from flake8_fastapi_arch.project.startup.values import (
    MISSING,
    App,
    Bound,
    Builtin,
    Choice,
    ClassValue,
    Defaulted,
    FunctionValue,
    Gap,
    Inclusion,
    Instance,
    Library,
    Mapping,
    Maybe,
    Mounted,
    Partial,
    RouteEntry,
    Router,
    Sequence,
    Unknown,
    Value,
    concatenated,
    describe,
    plain,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.project.startup.evaluate import Evaluator

FRAMEWORKS = frozenset({"fastapi", "starlette", "pydantic", "pydantic_settings", "sqlalchemy"})
"""What is meant as the library even where a project holds a package of that name."""

APPS = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI"})
ROUTERS = frozenset(
    {
        "fastapi.APIRouter", "fastapi.routing.APIRouter",
        "fastapi_utils.inferring_router.InferringRouter",
        "fastapi_restful.inferring_router.InferringRouter",
    }
)  # fmt: skip
ROUTES = frozenset({"fastapi.routing.APIRoute", "fastapi.routing.APIWebSocketRoute"})
DEPENDS = frozenset(
    {"fastapi.Depends", "fastapi.params.Depends", "fastapi.param_functions.Depends"}
)
SECURITY = frozenset(
    {"fastapi.Security", "fastapi.params.Security", "fastapi.param_functions.Security"}
)
VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_DECORATORS = frozenset({*VERBS, "api_route", "websocket", "route", "websocket_route"})
_ADDERS = frozenset(
    {"add_api_route", "add_api_websocket_route", "add_route", "add_websocket_route"}
)
_METHODS = _DECORATORS | _ADDERS | {
    "include_router", "mount", "host", "frontend", "middleware", "add_middleware", "on_event",
    "exception_handler", "add_event_handler", "add_exception_handler", "url_path_for", "openapi",
    "setup", "__init__",
}  # fmt: skip
_APP_DEFAULTS: dict[str, str | bool | None] = {
    "root_path": "", "docs_url": "/docs", "redoc_url": "/redoc", "openapi_url": "/openapi.json",
    "swagger_ui_oauth2_redirect_url": "/docs/oauth2-redirect", "title": "FastAPI",
    "version": "0.1.0", "debug": False, "description": "", "summary": None,
}  # fmt: skip
_HARMLESS = FRAMEWORKS | {
    "uvicorn", "hypercorn", "granian", "gunicorn", "mangum", "httpx", "asgi_lifespan", "builtins",
    "logging", "asyncio", "opentelemetry", "sentry_sdk", "logfire", "tortoise", "copy", "typing",
    "weakref", "contextlib", "functools", "inspect",
}  # fmt: skip
"""Libraries that get apps and routers and add no routes to them."""
_APPLIED = "fastapi.routing.decorator"
"""What ``router.get("/x")`` returns: it waits for the handler."""


def default(value: Value) -> Instance:
    """FastAPI's mark of an argument that was not passed."""
    return Instance(Library("fastapi.datastructures.DefaultPlaceholder"), [value], {})


def given(value: Value) -> Value:
    """*value*, or what FastAPI's mark of a default stands for."""
    inner = plain(value)
    match inner:
        case Instance(cls=Library(dotted="fastapi.datastructures.DefaultPlaceholder")):
            return inner.args[0]
    return inner


def is_default(value: Value) -> bool:
    """Whether *value* was not passed, or is FastAPI's mark for that."""
    return value is MISSING or given(value) is not plain(value)


# ───────────────────────────── objects


def call_library(
    evaluator: Evaluator, dotted: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """The result of calling a library's function or class."""
    kind = _kind(dotted)
    if kind is not None:
        instance = _new(evaluator, kind, Library(dotted), args, kwargs)
        initialise(evaluator, instance, args, kwargs)
        return instance
    if dotted in ROUTES:
        entry = _route(evaluator, "", args, kwargs)
        entry.kind = "websocket" if dotted.endswith("APIWebSocketRoute") else "http"
        return entry
    if dotted in ("starlette.routing.Mount", "fastapi.routing.Mount"):
        instance = Instance(Library(dotted), args, kwargs)
        target = instance.argument(1, "app")
        path = instance.argument(0, "path")
        return Mounted(path, target, evaluator.place, tuple(evaluator.conditions))
    if dotted.endswith(".__init__") and args:
        return call_method(evaluator, args[0], "__init__", args[1:], kwargs)
    if _is_security_factory(dotted):
        return Instance(Library(dotted), args, kwargs)
    escape(evaluator, Library(dotted), args, kwargs)
    return Instance(Library(dotted), args, kwargs)


def _is_security_factory(dotted: str) -> bool:
    return dotted in DEPENDS or dotted in SECURITY or dotted.startswith("fastapi.security")


def _kind(dotted: str) -> str | None:
    if dotted in APPS:
        return "app"
    if dotted in ROUTERS:
        return "router"
    head, _, name = dotted.rpartition(".")
    if head.partition(".")[0] in FRAMEWORKS or not head:
        return None
    if name.startswith("FastAPI") and name in ("FastAPI", "FastAPIOffline"):
        return "app"
    if name.endswith("Router") and name[0].isupper():
        return "library router" if not name.endswith("APIRouter") else "router"
    return None


def new(
    evaluator: Evaluator, cls: ClassValue, args: list[Value], kwargs: dict[str, Value]
) -> Instance:
    """An instance of the project's *cls*, not initialised."""
    for base in evaluator.library_bases(cls):
        kind = _kind(base)
        if kind is not None:
            return _new(evaluator, kind, cls, args, kwargs)
        if base in ROUTES:
            return _route(evaluator, "", args, kwargs)
    return Instance(cls, args, kwargs)


def _new(
    evaluator: Evaluator, kind: str, cls: Value, args: list[Value], kwargs: dict[str, Value]
) -> Instance:
    if kind == "app":
        app = App(cls, args, kwargs, place=evaluator.place)
        app.conditions = tuple(evaluator.conditions)
        app.names["router"] = _new(evaluator, "router", Library("fastapi.APIRouter"), [], {})
        app.names["state"] = Instance(Library("starlette.datastructures.State"), [], {})
        app.names["dependency_overrides"] = Mapping({})
        evaluator.apps.append(app)
        return app
    router = Router(cls, args, kwargs, place=evaluator.place)
    router.names.update(
        {
            "prefix": "", "tags": Sequence("list", []), "dependencies": Sequence("list", []),
            "responses": Mapping({}), "deprecated": None, "include_in_schema": True,
            "routes": Sequence("list", []), "route_class": Library("fastapi.routing.APIRoute"),
            "default_response_class": default(Library("fastapi.responses.JSONResponse")),
            "callbacks": Sequence("list", []), "on_startup": Sequence("list", []),
            "on_shutdown": Sequence("list", []), "lifespan_context": Unknown("the lifespan"),
        }
    )  # fmt: skip
    if kind == "library router":
        reason = f"the routes that {describe(cls)} makes"
        router.names["routes"].items.append(Gap(reason, evaluator.place, ()))
    evaluator.routers.append(router)
    return router


def initialise(
    evaluator: Evaluator, instance: Instance, args: list[Value], kwargs: dict[str, Value]
) -> None:
    """What ``FastAPI.__init__`` and ``APIRouter.__init__`` do with their arguments."""
    match instance:
        case App():
            router = instance.names["router"]
            for name, value in kwargs.items():
                if name not in ("dependencies", "routes", "router"):
                    instance.names.setdefault(name, value)
            _fill(evaluator, router, kwargs)
            for value in _listed(evaluator, kwargs.get("middleware")):
                inner = plain(value)
                if isinstance(inner, Instance) and inner.args:
                    instance.middleware.append(inner.args[0])
            for name, standard in _APP_DEFAULTS.items():
                instance.names.setdefault(name, standard)
        case Router():
            if "prefix" in kwargs:
                instance.names["prefix"] = kwargs["prefix"]
            if "tags" in kwargs:
                instance.names["tags"] = as_list(evaluator, kwargs["tags"])
            _fill(evaluator, instance, kwargs)
        case RouteEntry():
            fresh = _route(evaluator, "", args, kwargs)
            instance.names.update(fresh.names)


def _fill(evaluator: Evaluator, router: Router, kwargs: dict[str, Value]) -> None:
    for name in ("dependencies", "routes"):
        if name in kwargs:
            router.names[name] = as_list(evaluator, kwargs[name])
    if "responses" in kwargs:
        router.names["responses"] = kwargs["responses"]
    for name in ("deprecated", "include_in_schema", "default_response_class", "route_class"):
        if name in kwargs:
            router.names[name] = kwargs[name]
    if "**" in kwargs:
        # Arguments that are not known may be dependencies.
        dependencies = router.names["dependencies"]
        dependencies.rest = dependencies.rest or kwargs["**"]


def as_list(evaluator: Evaluator, value: Value) -> Sequence:
    """A list of the elements of *value*; an unknown one has unknown elements."""
    result = Sequence("list", [])
    inner = given(value)
    if inner is None or inner is MISSING:
        return result
    if isinstance(inner, Sequence):
        return Sequence("list", list(inner.items), inner.rest)
    if isinstance(inner, Choice):
        for option, conditions in zip(inner.options, inner.conditions):
            part = as_list(evaluator, option)
            result.rest = result.rest or part.rest
            for item in part.items:
                value, more = (
                    (item.value, item.conditions) if isinstance(item, Maybe) else (item, ())
                )
                result.items.append(Maybe(value, (*conditions, *more)))
        return result
    result.rest = inner if isinstance(inner, Unknown) else Unknown(describe(inner))
    return result


def _listed(evaluator: Evaluator, value: Value) -> list[Value]:
    return [
        item.value if isinstance(item, Maybe) else item for item in as_list(evaluator, value).items
    ]


def attribute(evaluator: Evaluator, instance: Instance, name: str) -> Value:
    """``instance.name`` where FastAPI gives the instance that attribute, else MISSING."""
    if isinstance(instance, App):
        if name == "routes":
            return instance.names["router"].names["routes"]
        if name in _METHODS:
            return Builtin(instance, name)
        return MISSING if isinstance(instance.cls, ClassValue) else Unknown(f"`{name}` of the app")
    if isinstance(instance, Router):
        if name in _METHODS:
            return Builtin(instance, name)
        return MISSING
    if isinstance(instance.cls, Library):
        if instance.cls.dotted == "fastapi.datastructures.DefaultPlaceholder":
            return instance.args[0] if name == "value" else MISSING
        known = library_models.attribute(evaluator, instance, name)
        if known is not MISSING:
            return known
        if name in ("dependency", "scopes") and _is_security_factory(instance.cls.dotted):
            return instance.argument(0, name)
        return Library(f"{instance.cls.dotted}().{name}")
    return MISSING


def attribute_was_set(evaluator: Evaluator, instance: Instance, name: str, value: Value) -> None:
    """Keep an app's parts together after ``instance.name = value``."""
    if isinstance(instance, App) and name == "routes" and isinstance(value, Sequence):
        instance.names["router"].names["routes"] = value


def element_was_added(evaluator: Evaluator, target: Sequence, value: Value) -> None:
    """Nothing but routes' lists care: a route appended by hand is a registration."""
    inner = plain(value)
    if isinstance(inner, RouteEntry) and inner not in evaluator.entries:
        evaluator.entries.append(inner)


def truth(evaluator: Evaluator, instance: Instance) -> bool | None:
    """Whether *instance* is true."""
    if isinstance(instance.cls, Library):
        if instance.cls.dotted == "fastapi.datastructures.DefaultPlaceholder":
            return evaluator.truth(instance.args[0])
        return True if _is_security_factory(instance.cls.dotted) else None
    for name in ("__bool__", "__len__"):
        if isinstance(instance.cls, ClassValue) and (
            evaluator.class_attribute(instance.cls, name) is not MISSING
        ):
            return None
    return True


def item(evaluator: Evaluator, instance: Instance, index: Value) -> Value:
    """``instance[index]`` for an object of the project with ``__getitem__``, else MISSING."""
    if isinstance(instance.cls, ClassValue):
        getter = evaluator.class_attribute(instance.cls, "__getitem__")
        if isinstance(getter, FunctionValue):
            return evaluator.call_function(getter, [instance, index], {})
    return MISSING


def is_kind(value: Value, name: str) -> bool | None:
    """Whether *value* is an instance of a class of FastAPI or Starlette called *name*."""
    match value:
        case App():
            return name in ("FastAPI", "Starlette")
        case Router():
            return name in ("APIRouter", "Router")
        case RouteEntry(kind="http"):
            return name in ("APIRoute", "Route", "BaseRoute")
        case RouteEntry(kind="websocket"):
            return name in ("APIWebSocketRoute", "WebSocketRoute", "BaseRoute")
        case Instance(cls=Library(dotted=dotted)):
            return True if dotted.rpartition(".")[2] == name else None
    return None


def annotation(evaluator: Evaluator, function: FunctionValue, node: Expression) -> Value:
    """The value of an annotation of *function*, a string evaluated in its module."""
    value = evaluator.eval(node, function.frame)
    return resolve_string(evaluator, value, function)


def resolve_string(evaluator: Evaluator, value: Value, function: FunctionValue) -> Value:
    """*value*, or the type that it holds as a string."""
    inner = plain(value)
    if isinstance(inner, str):
        parsed = evaluator.parse(inner)
        if parsed is None:
            return Unknown(f"the annotation {inner!r}")
        return evaluator.eval(parsed, function.frame)
    return value


# ───────────────────────────── methods


def call_method(
    evaluator: Evaluator, receiver: Value, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """A method that *receiver* has from FastAPI."""
    receiver = plain(receiver)
    if name == "__init__" and isinstance(receiver, Instance):
        initialise(evaluator, receiver, args, kwargs)
        return None
    if isinstance(receiver, App):
        return _app_method(evaluator, receiver, name, args, kwargs)
    if isinstance(receiver, Router):
        return _router_method(evaluator, receiver, name, args, kwargs)
    if isinstance(receiver, Instance):
        known = library_models.call_method(evaluator, receiver, name, args, kwargs)
        if known is not MISSING:
            return known
    escape(evaluator, Builtin(receiver, name), args, kwargs)
    return Unknown(f"the result of `{name}` of {describe(receiver)}")


def _app_method(
    evaluator: Evaluator, app: App, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    router = app.names["router"]
    match name:
        case "api_route":
            return _waiting(evaluator, router, "add_api_route", args, kwargs)
        case "websocket":
            return _waiting(evaluator, router, "add_api_websocket_route", args, kwargs)
        case "add_middleware":
            app.middleware.extend(args[:1] or list(kwargs.values())[:1])
            return None
        case "middleware":
            return Instance(Library("fastapi.applications.middleware"), [app], {})
        case "exception_handler" | "on_event":
            return Library("fastapi.applications.decorator")
        case "add_exception_handler" | "add_event_handler" | "setup" | "openapi" | "url_path_for":
            return Unknown(f"the result of `{name}`")
    return evaluator.call(evaluator.attribute(router, name), args, kwargs)


def _router_method(
    evaluator: Evaluator, router: Router, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    if name in VERBS:
        kwargs = {**kwargs, "methods": Sequence("list", [name.upper()])}
        if _is_overridden(evaluator, router, "api_route"):
            return evaluator.call(
                evaluator.attribute(router, "api_route"), args, _all_arguments(kwargs)
            )
        return _waiting(evaluator, router, "add_api_route", args, kwargs)
    match name:
        case "api_route":
            return _waiting(evaluator, router, "add_api_route", args, kwargs)
        case "websocket":
            return _waiting(evaluator, router, "add_api_websocket_route", args, kwargs)
        case "route":
            return _waiting(evaluator, router, "add_route", args, kwargs)
        case "websocket_route":
            return _waiting(evaluator, router, "add_websocket_route", args, kwargs)
        case "add_api_route":
            _add(evaluator, router, _route(evaluator, router.names["prefix"], args, kwargs, router))
        case "add_api_websocket_route":
            entry = _route(evaluator, router.names["prefix"], args, kwargs, router)
            entry.kind, entry.names["methods"] = "websocket", ()
            _add(evaluator, router, entry)
        case "add_route" | "add_websocket_route":
            entry = _route(evaluator, "", args, kwargs)
            entry.kind = "starlette"
            if name == "add_websocket_route":
                entry.names["methods"] = ()
            _add(evaluator, router, entry)
        case "frontend":
            entry = _route(evaluator, router.names["prefix"], args, kwargs, router)
            entry.kind = "frontend"
            routes_of(router).items.append(entry)
        case "include_router":
            _include(evaluator, router, args, kwargs)
        case "mount":
            made = Instance(router, args, kwargs)
            path, target = made.argument(0, "path"), made.argument(1, "app")
            entry_mount = Mounted(path, target, evaluator.place, tuple(evaluator.conditions))
            routes_of(router).items.append(entry_mount)
        case "host":
            made = Instance(router, args, kwargs)
            target = made.argument(1, "app")
            entry_mount = Mounted("", target, evaluator.place, tuple(evaluator.conditions))
            routes_of(router).items.append(entry_mount)
        case "on_event" | "exception_handler" | "middleware":
            return Library("fastapi.applications.decorator")
        case _:
            return Unknown(f"the result of `{name}`")
    return None


def _is_overridden(evaluator: Evaluator, router: Router, name: str) -> bool:
    return isinstance(router.cls, ClassValue) and (
        evaluator.class_attribute(router.cls, name) is not MISSING
    )


def _waiting(
    evaluator: Evaluator, router: Router, adder: str, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    if adder == "add_api_route" and _is_overridden(evaluator, router, adder):
        kwargs = _all_arguments(kwargs)
    return Instance(Library(_APPLIED), [router, adder, *args], kwargs)


def _all_arguments(kwargs: dict[str, Value]) -> dict[str, Value]:
    """The arguments that FastAPI itself passes on, where only *kwargs* were passed to it."""
    every: dict[str, Value] = dict.fromkeys(
        (
            "status_code", "tags", "dependencies", "summary", "description", "responses",
            "deprecated", "operation_id", "response_model_include", "response_model_exclude",
            "name", "callbacks", "openapi_extra",
        )
    )  # fmt: skip
    every.update(
        response_model=default(None),
        response_description="Successful Response",
        response_model_by_alias=True,
        response_model_exclude_unset=False,
        response_model_exclude_defaults=False,
        response_model_exclude_none=False,
        include_in_schema=True,
        response_class=default(Library("fastapi.responses.JSONResponse")),
        generate_unique_id_function=default(Library("fastapi.utils.generate_unique_id")),
    )
    return {**every, **kwargs}


def call_instance(
    evaluator: Evaluator, instance: Instance, args: list[Value], kwargs: dict[str, Value]
) -> Value:
    """The result of calling the result of a library's call."""
    name = instance.cls.dotted if isinstance(instance.cls, Library) else ""
    if name == _APPLIED:
        router, adder, *given_args = instance.args
        target = args[0] if args else next(iter(kwargs.values()), None)
        path = given_args[:1] or [instance.kwargs.get("path", Unknown("a path"))]
        more = {key: value for key, value in instance.kwargs.items() if key != "path"}
        evaluator.call(evaluator.attribute(router, adder), [*path, target, *given_args[1:]], more)
        return target
    if name == "functools.wraps" and args:
        wrapped = instance.argument(0, "wrapped")
        inner = plain(args[0])
        if isinstance(inner, FunctionValue) and plain(wrapped) is not inner:
            inner.wrapped = plain(wrapped)
        return args[0]
    if name == "fastapi.applications.middleware":
        app = instance.args[0]
        app.middleware.extend(args[:1])
        return args[0] if args else None
    if name.startswith(("starlette.config.Config", "environs.Env", "decouple.")):
        fallback = kwargs.get("default", args[2] if len(args) > 2 else MISSING)
        if fallback is not MISSING:
            return Defaulted(plain(fallback))
        return Unknown("a setting without a default")
    if len(args) == 1 and not kwargs and isinstance(plain(args[0]), (FunctionValue, Bound)):
        return args[0]  # a decorator of a library: the handler is what it decorates
    escape(evaluator, instance, args, kwargs)
    return Instance(Library(f"{name}()"), args, kwargs)


def escape(
    evaluator: Evaluator, function: Value, args: list[Value], kwargs: dict[str, Value]
) -> None:
    """Note that *function*, which cannot be followed, gets a router or an app it may add to."""
    if isinstance(function, Library) and function.dotted.partition(".")[0] in _HARMLESS:
        return
    for value in [*args, *kwargs.values()]:
        if isinstance(plain(value), (Router, App)):
            evaluator.unresolved(f"{describe(function)} gets the {_kind_name(value)}")
            return


def _kind_name(value: Value) -> str:
    return "app" if isinstance(plain(value), App) else "router"


# ───────────────────────────── routes


def _route(
    evaluator: Evaluator,
    prefix: Value,
    args: list[Value],
    kwargs: dict[str, Value],
    router: Router | None = None,
) -> RouteEntry:
    made = Instance(Library("fastapi.routing.APIRoute"), args, kwargs)
    entry = RouteEntry(made.cls, args, kwargs, place=evaluator.place, col=evaluator.col)
    entry.own_path = made.argument(0, "path")
    if entry.own_path is MISSING:
        entry.own_path = Unknown("a path")
    endpoint = made.argument(1, "endpoint")
    entry.conditions = tuple(evaluator.conditions)
    tags, dependencies = Sequence("list", []), Sequence("list", [])
    responses: Value = kwargs.get("responses")
    include_in_schema = given(kwargs.get("include_in_schema", True))
    deprecated = given(kwargs.get("deprecated"))
    if router is not None:
        _append(evaluator, tags, router.names["tags"])
        _append(evaluator, dependencies, router.names["dependencies"])
        deprecated = deprecated or given(router.names["deprecated"])
        if given(router.names["include_in_schema"]) is False:
            include_in_schema = False
        own = plain(responses)
        base = plain(router.names["responses"])
        responses = Mapping({})
        for part in (base, own):
            if isinstance(part, Mapping):
                responses.items.update(part.items)
    _append(evaluator, tags, kwargs.get("tags"))
    _append(evaluator, dependencies, kwargs.get("dependencies"))
    if "**" in kwargs:
        dependencies.rest = dependencies.rest or kwargs["**"]
    entry.names = {
        "path": concatenated([prefix, entry.own_path]),
        "endpoint": None if endpoint is MISSING else endpoint,
        "methods": _methods(evaluator, kwargs.get("methods")),
        "name": given(kwargs.get("name")),
        "tags": tags,
        "dependencies": dependencies,
        "responses": responses,
        "deprecated": deprecated,
        "include_in_schema": include_in_schema,
        "response_model": kwargs.get("response_model", default(None)),
        "response_class": _first_given(
            kwargs.get("response_class"), router and router.names["default_response_class"]
        ),
        "arguments": _given_names(kwargs),
        "status_code": given(kwargs.get("status_code")),
        "operation_id": given(kwargs.get("operation_id")),
    }
    function = innermost(evaluator, endpoint)
    entry.is_decorating = function is not None and function.node in evaluator.decorating
    return entry


def _given_names(kwargs: dict[str, Value]) -> frozenset[str]:
    """Which arguments say something; ``response_model=None`` does, too."""
    return frozenset(
        name
        for name, value in kwargs.items()
        if not is_default(value) and (plain(value) is not None or name == "response_model")
    )


def _first_given(*values: Value) -> Value:
    """The first of *values* that somebody passed, else None."""
    return next((v for v in values if v is not None and not is_default(v)), None)


def _append(evaluator: Evaluator, target: Sequence, value: Value) -> None:
    part = as_list(evaluator, value)
    target.items.extend(part.items)
    target.rest = target.rest or part.rest


def _methods(evaluator: Evaluator, value: Value) -> Value:
    inner = given(value)
    if inner is None:
        return Sequence("set", ["GET"])
    values = evaluator.iterate(inner)
    if values is None:
        return Unknown(f"methods: {describe(inner)}")
    return Sequence("set", list(map(_method_name, values)))


def _method_name(value: Value) -> Value:
    inner = plain(value)
    inner = plain(getattr(inner, "value", inner)) if not isinstance(inner, str) else inner
    if isinstance(inner, Library):
        inner = inner.dotted.rpartition(".")[2]
    return inner.upper() if isinstance(inner, str) else inner


def routes_of(router: Router) -> Sequence:
    """The list of *router*'s routes, made one where code has put something else there."""
    routes = plain(router.names["routes"])
    if isinstance(routes, Choice):
        routes = next((o for o in map(plain, routes.options) if isinstance(o, Sequence)), None)
    if not isinstance(routes, Sequence):
        routes = Sequence("list", [], Unknown("what was assigned to `routes`"))
    router.names["routes"] = routes
    return routes


def _add(evaluator: Evaluator, router: Router, entry: RouteEntry) -> None:
    evaluator.entries.append(entry)
    routes_of(router).items.append(entry)
    evaluator.registered(entry)


def _include(
    evaluator: Evaluator, router: Router, args: list[Value], kwargs: dict[str, Value]
) -> None:
    target = plain(kwargs["router"] if "router" in kwargs else args[0] if args else MISSING)
    if isinstance(target, Choice):
        for option, conditions in zip(target.options, target.conditions):
            mark = len(evaluator.conditions)
            evaluator.conditions.extend(conditions)
            _include(
                evaluator, router, [option], {k: v for k, v in kwargs.items() if k != "router"}
            )
            del evaluator.conditions[mark:]
        return
    conditions = tuple(evaluator.conditions)
    routes = routes_of(router)
    if isinstance(target, App):
        target = target.names["router"]
    if not isinstance(target, Router):
        reason = f"the router included here: {describe(target)}"
        routes.items.append(Gap(reason, evaluator.place, conditions))
        return
    tags, dependencies = Sequence("list", []), Sequence("list", [])
    _append(evaluator, tags, router.names["tags"])
    _append(evaluator, tags, kwargs.get("tags"))
    _append(evaluator, dependencies, router.names["dependencies"])
    _append(evaluator, dependencies, kwargs.get("dependencies"))
    if "**" in kwargs:
        dependencies.rest = dependencies.rest or kwargs["**"]
    for listed in (tags, dependencies):
        if listed.rest is not None:
            listed.items.append(listed.rest)
    entries = routes_of(target)
    if not evaluator.live_includes:
        # Where inclusions are copies, mounts are not copied.
        copied = [item for item in entries.items if not isinstance(plain(item), Mounted)]
        copy = Sequence("list", copied, entries.rest)
        evaluator.copies.append((entries, copy))
        entries = copy
    routes.items.append(
        Inclusion(
            target,
            entries,
            concatenated([router.names["prefix"], kwargs.get("prefix", "")]),
            tags.items,
            dependencies.items,
            [router.names["responses"], kwargs.get("responses")],
            given(kwargs.get("deprecated")) or given(router.names["deprecated"]),
            given(kwargs.get("include_in_schema", True)) is not False
            and given(router.names["include_in_schema"]) is not False,
            _first_given(
                kwargs.get("default_response_class"), router.names["default_response_class"]
            ),
            evaluator.place,
            conditions,
        )
    )


# ───────────────────────────── handlers


def innermost(evaluator: Evaluator, endpoint: Value) -> FunctionValue | None:
    """The function behind wrappers, bindings and partials; None where there is none to be found."""
    value = plain(endpoint)
    for _ in range(50):
        match value:
            case FunctionValue(wrapped=wrapped):
                if not isinstance(plain(wrapped), (FunctionValue, Bound, Partial)):
                    return value
                value = plain(wrapped)
            case Bound(function=function):
                value = function
            case Partial(function=function):
                value = plain(function)
            case Choice(options=options):
                value = plain(options[0])
            case Instance(cls=ClassValue() as cls):
                value = evaluator.class_attribute(cls, "__call__")
            case Instance(args=args) | Instance(kwargs=_, args=args):
                functions = [a for a in map(plain, args) if isinstance(a, (FunctionValue, Bound))]
                if len(functions) != 1:
                    return None
                value = functions[0]
            case _:
                return None
    return None


def functions_in(nodes: tuple[object, ...]) -> Iterator[Function]:
    """The functions directly among *nodes*."""
    return (node for node in nodes if isinstance(node, Function))


NO_PLACE = Place("", 0)
