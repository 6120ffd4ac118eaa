"""Finds a project's apps, has the evaluator start them, and reads their routes off."""

from __future__ import annotations

import collections
import re
import sys
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType

import msgspec
from msgspec.structs import replace

from flake8_fastapi_arch.facts import model
from flake8_fastapi_arch.facts.model import Call, Class, Function, Import, ImportFrom, Module
from flake8_fastapi_arch.facts.walk import (
    definitions,
    dotted,
    last_name,
    own_calls,
    statements,
    walk,
)
from flake8_fastapi_arch.interpreter import deep_stack
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.routes.application import (
    Application,
    Closure,
    Condition,
    Dependency,
    Other,
    Place,
    Registration,
    Route,
    Unresolved,
)
from flake8_fastapi_arch.project.routes.dependencies import Dependencies, qualified
from flake8_fastapi_arch.project.routes.type_text import (
    classes_in,
    is_response,
    is_stream,
    type_text,
)
from flake8_fastapi_arch.project.startup import fastapi_model
from flake8_fastapi_arch.project.startup.evaluate import Evaluator
from flake8_fastapi_arch.project.startup.values import (
    App,
    Choice,
    ClassValue,
    FunctionValue,
    Gap,
    Inclusion,
    Instance,
    Library,
    Mapping,
    Maybe,
    Member,
    Mounted,
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

_ADDING = frozenset(
    {"add_api_route", "add_api_websocket_route", "APIRoute", "APIWebSocketRoute"}
)
MAX_FACTORIES = 60
MAX_NESTING = 30
MAX_ENTRIES = 100_000
"""Routes and inclusions of one app; routers that include each other twice double them each time."""


def resolve(
    modules: MappingType[str, Module], imports: Imports, *, live_includes: bool = True
) -> Application:
    """The apps and routes of the project that consists of *modules*."""
    with deep_stack():
        return _Resolver(modules, imports, live_includes).application()


class _Context(msgspec.Struct, frozen=True):
    """What surrounds the routes of a router on the way from the app."""

    prefix: Value = ""
    tags: tuple[Value, ...] = ()
    dependencies: tuple[Value, ...] = ()
    responses: tuple[str, ...] = ()
    is_deprecated: bool = False
    include_in_schema: bool = True
    response_class: Value = None
    conditions: tuple[Condition, ...] = ()
    chain: tuple[Place, ...] = ()
    middleware: tuple[str, ...] = ()
    around: tuple[Value, ...] = ()
    """The apps on the way, outermost first."""


class _Resolver:
    def __init__(
        self, modules: MappingType[str, Module], imports: Imports, live_includes: bool
    ) -> None:
        self._modules = modules
        self._imports = imports
        self._evaluator = Evaluator(modules, imports, live_includes=live_includes)
        self._dependencies = Dependencies(self._evaluator)
        self._evaluator.dependencies = self._dependencies
        self._registrations: dict[tuple[object, ...], Registration] = {}
        self._by_module = collections.defaultdict[str, dict[Registration, None]](dict)
        self._entries_left = 0  # of those of the app being walked
        self._seen_entries = 0  # of the evaluator's, those that are in _by_module
        self._mounted: set[App] = set()
        self._unresolved: dict[Unresolved, None] = {}
        self._others: dict[App, list[Other]] = collections.defaultdict(list)

    def application(self) -> Application:
        """Execute what leads to an app and read the routes off."""
        sources = _Sources(self._modules, self._imports)
        for path in sources.roots():
            self._evaluator.load(path)
        self._run_factories(sources)
        self._run_lifespans()
        routes = self._chosen([(app, list(self._routes(app))) for app in self._evaluator.apps])
        for gap in self._evaluator.gaps:
            self._note(gap)
        others = [other for found in self._others.values() for other in found]
        is_whole = all(
            held.rest is copy.rest and list(map(id, held.items)) == list(map(id, copy.items))
            for held, copy in self._evaluator.copies
        )
        return Application(routes, self._unresolved, self._registrations_in, others, is_whole)

    # ───────────────────────────── apps

    def _run_factories(self, sources: _Sources) -> None:
        """Call, with unknown arguments, the functions that build an app and that nobody calls."""
        evaluator = self._evaluator
        for path, outer, function in sources.factories():
            if function in evaluator.called:
                continue
            evaluator.load(path)
            if function in evaluator.called:
                continue
            before = len(evaluator.apps)
            self._call_unknown(path, outer, function)
            for app in evaluator.apps[before:]:
                app.factory = (path, f"{evaluator.state(path).name}:{function.qualname}")

    def _call_unknown(self, path: str, outer: Class | None, function: Function) -> None:
        evaluator = self._evaluator
        state = evaluator.state(path)
        if outer is None:
            value = plain(state.names.get(function.name))
            inner = fastapi_model.innermost(evaluator, value)
            if inner is not None and inner.node is function:
                self._run(inner, [])
            return
        cls = plain(state.names.get(outer.name))
        if isinstance(cls, ClassValue):
            instance = self._made_up(cls)
            method = evaluator.class_attribute(cls, function.name)
            if function not in evaluator.called and isinstance(method, FunctionValue):
                self._run(method, [instance])

    def _made_up(self, cls: ClassValue) -> Value:
        evaluator = self._evaluator
        init = evaluator.class_attribute(cls, "__init__")
        args, kwargs = self._arguments(init, 1) if isinstance(init, FunctionValue) else ([], {})
        return evaluator.instantiate(cls, args, kwargs)

    def _run(self, function: FunctionValue, args: list[Value]) -> None:
        more, kwargs = self._arguments(function, len(args))
        self._evaluator.run(function, [*args, *more], kwargs)

    def _arguments(
        self, function: FunctionValue, skip: int
    ) -> tuple[list[Value], dict[str, Value]]:
        """Arguments of which nothing is known but the parameters' defaults and annotations."""
        evaluator = self._evaluator
        kwargs: dict[str, Value] = {}
        for parameter in function.node.parameters[skip:]:
            if parameter.kind in ("star", "doublestar"):
                continue
            value: Value = Unknown(f"argument `{parameter.name}`")
            if parameter.name in function.defaults:
                value = defaulted(function.defaults[parameter.name])
            elif parameter.annotation is not None:
                cls = plain(fastapi_model.annotation(evaluator, function, parameter.annotation))
                if isinstance(cls, ClassValue) and not evaluator.is_enum(cls):
                    value = Instance(cls, [], {}, is_by_default=True)
            kwargs[parameter.name] = value
        positional = [
            kwargs.pop(parameter.name)
            for parameter in function.node.parameters[skip:]
            if parameter.kind == "positional" and parameter.name in kwargs
        ]
        return positional, kwargs

    def _run_lifespans(self) -> None:
        """Execute the lifespans that may add routes to their app."""
        for app in list(self._evaluator.apps):
            lifespan = fastapi_model.innermost(self._evaluator, app.names.get("lifespan"))
            if lifespan is None or not lifespan.node.parameters:
                continue
            if not _passes_on(lifespan.node, lifespan.node.parameters[0].name):
                continue
            place = Place(lifespan.state.path, lifespan.node.line)
            self._evaluator.conditions.append(Condition(place, True))
            self._evaluator.follows_all_calls = False
            self._evaluator.run(lifespan, [app], {})
            self._evaluator.follows_all_calls = True
            self._evaluator.conditions.pop()

    def _chosen(self, found: list[tuple[App, list[Route]]]) -> list[Route]:
        """The routes of the apps that count.

        That is: without apps in tests, what is mounted in another app, and the repetitions that
        come from executing a factory several times. Apps get names of their own.
        """
        by_place: dict[Place, list[tuple[App, list[Route]]]] = collections.defaultdict(list)
        for app, routes in found:
            if not is_test(app.place.path):
                by_place[app.place].append((app, routes))
        chosen: list[tuple[App, list[Route]]] = []
        for group in by_place.values():
            bound = [pair for pair in group if pair[0].labels]
            if bound:
                chosen.extend(pair for pair in bound if pair[0] not in self._mounted)
            elif not any(app in self._mounted for app, _ in group):
                chosen.append(max(group, key=_fullness))
        labels = collections.Counter(_label(app)[1] for app, _ in chosen)
        places = {(_label(app), app.place) for app, _ in chosen}
        by_label = collections.Counter(label for label, _ in places)
        named: list[Route] = []
        named_others: dict[App, list[Other]] = {}
        for app, routes in chosen:
            path, label = _label(app)
            if by_label[path, label] > 1:  # one function makes several
                label = f"{app.place.path}:{app.place.line}"
            elif labels[label] > 1:
                module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                label = f"{module}:{label.rpartition(':')[2]}"
            named.extend(replace(route, app=label) for route in routes)
            named_others[app] = [replace(other, app=label) for other in self._others.pop(app, ())]
        self._others = named_others
        return named

    # ───────────────────────────── routes

    def _routes(self, app: App) -> Iterator[Route]:
        label = _label(app)[1]
        router = app.names["router"]
        context = _Context(
            middleware=self._middleware(app), conditions=app.conditions, around=(app,)
        )
        self._entries_left = MAX_ENTRIES
        yield from self._walk(label, router, fastapi_model.routes_of(router), context, 0)

    def _middleware(self, app: App) -> tuple[str, ...]:
        return tuple(qualified(plain(value)) for value in app.middleware)

    def _walk(
        self, label: str, router: Value, routes: Value, context: _Context, depth: int
    ) -> Iterator[Route]:
        entries = plain(routes)
        if not isinstance(entries, Sequence) or depth > MAX_NESTING:
            return
        if entries.rest is not None:
            self._note(Gap(f"routes: {entries.rest.reason}", _place_of(router), ()))
        alternatives = (found for item in entries.items for found in _alternatives(item))
        for entry, conditions in alternatives:
            self._entries_left -= 1
            if self._entries_left < 0:
                self._note(Gap("routes: more than are followed", _place_of(router), ()))
                return
            own = (*conditions, *getattr(entry, "conditions", ()))
            inside = _joined(context.conditions, own)
            if inside is None:
                continue
            match entry:
                case RouteEntry(kind="starlette" | "frontend"):
                    self._note_other(entry, context, inside)
                case RouteEntry():
                    route = self._route(label, entry, context, inside)
                    if route is not None:
                        yield route
                case Inclusion():
                    yield from self._walk(
                        label,
                        entry.router,
                        entry.entries,
                        self._included(context, entry, inside),
                        depth + 1,
                    )
                case Mounted():
                    yield from self._mounted_routes(label, entry, context, inside, depth)
                case Gap():
                    self._note(entry)
                case Unknown():
                    self._note(Gap(f"a route: {entry.reason}", _place_of(router), ()))

    def _included(
        self, context: _Context, entry: Inclusion, conditions: tuple[Condition, ...]
    ) -> _Context:
        return replace(
            context,
            prefix=concatenated([context.prefix, entry.prefix]),
            tags=(*context.tags, *entry.tags),
            dependencies=(*context.dependencies, *entry.dependencies),
            responses=(*context.responses, *(r for m in entry.responses for r in _codes(m))),
            is_deprecated=context.is_deprecated or plain(entry.deprecated) is True,
            include_in_schema=context.include_in_schema
            and plain(entry.include_in_schema) is not False,
            response_class=entry.response_class or context.response_class,
            conditions=conditions,
            chain=(*context.chain, entry.place),
        )

    def _mounted_routes(
        self,
        label: str,
        entry: Mounted,
        context: _Context,
        conditions: tuple[Condition, ...],
        depth: int,
    ) -> Iterator[Route]:
        apps = _apps_in(entry.app)
        if not apps:
            self._note_other(entry, context, conditions)
        for target, more in apps:
            inside = _joined(conditions, more)
            if inside is None:
                continue
            path = plain(entry.path)
            prefix = concatenated(
                [context.prefix, path.rstrip("/") if isinstance(path, str) else path]
            )
            if target in context.around:  # mounted in itself, as an ASGI wrapper does it
                continue
            if isinstance(target, (App, Router)):
                router = target.names["router"] if isinstance(target, App) else target
                own: tuple[str, ...] = ()
                if isinstance(target, App):
                    self._mounted.add(target)
                    own = self._middleware(target)
                mounted = _Context(
                    prefix,
                    conditions=inside,
                    chain=(*context.chain, entry.place),
                    middleware=(*context.middleware, *own),
                    around=(*context.around, target),
                )
                yield from self._walk(
                    label, router, fastapi_model.routes_of(router), mounted, depth + 1
                )
            else:
                self._note(Gap(f"the app mounted here: {describe(target)}", entry.place, inside))

    def _note_other(
        self, entry: RouteEntry | Mounted, context: _Context, conditions: tuple[Condition, ...]
    ) -> None:
        """Keep what is served without being a route of FastAPI."""
        methods: tuple[str, ...] = ()
        if isinstance(entry, Mounted):
            path, what, kind = entry.path, entry.app, "mount"
        else:
            path, what = entry.names["path"], plain(entry.names["endpoint"])
            methods, _ = _methods(entry.names["methods"])
            if "GET" in methods:
                methods = ("GET", "HEAD", *(m for m in methods if m not in ("GET", "HEAD")))
            kind = "frontend" if entry.kind == "frontend" else "starlette route"
        self._others[context.around[0]].append(
            Other(
                "",
                kind,
                methods,
                _text(concatenated([context.prefix, path]))[0],
                describe(what).strip("`"),
                entry.place,
                conditions,
            )
        )

    def _route(
        self,
        label: str,
        entry: RouteEntry,
        context: _Context,
        conditions: tuple[Condition, ...],
    ) -> Route | None:
        unresolved: list[str] = []
        names = entry.names
        path, unknown = _text(concatenated([context.prefix, names["path"]]))
        if unknown:
            unresolved.append(f"the path: {unknown}")
        methods, unknown = _methods(names["methods"])
        if unknown:
            unresolved.append(unknown)
        function = fastapi_model.innermost(self._evaluator, names["endpoint"])
        if function is None:
            unresolved.append(f"the handler: {describe(plain(names['endpoint']))}")
        endpoint = plain(names["endpoint"])
        solved = self._dependencies.solve(endpoint, frozenset(_path_names(path)))
        closure = self._closure(
            [*context.dependencies, *_items(names["dependencies"])],
            names["dependencies"].rest,
            solved.dependencies,
            solved.unresolved,
            frozenset(_path_names(path)),
        )
        response, response_model = self._response(entry, function)
        status_code = plain(names["status_code"])
        is_http = entry.kind == "http"
        tags = [*context.tags, *_items(names["tags"]), *_rest(names["tags"])] if is_http else []
        name = plain(names["name"])
        return Route(
            label,
            self._registration(entry, function),
            methods,
            path,
            name
            if isinstance(name, str)
            else function.symbol.name.rpartition(".")[2]
            if function
            else None,
            function.symbol if function else None,
            closure,
            parameters=solved.parameters,
            response_model=response_model,
            response_class_symbols=tuple(classes_in(response)),
            response_class=_class_name(names["response_class"] or context.response_class),
            arguments=names["arguments"],
            status_code=_integer(status_code),
            tags=tuple(_text(_member_value(tag))[0] for tag in tags),
            responses=tuple(dict.fromkeys((*context.responses, *_codes(names["responses"])))),
            deprecated=context.is_deprecated or plain(names["deprecated"]) is True,
            include_in_schema=context.include_in_schema
            and plain(names["include_in_schema"]) is not False,
            kind=entry.kind,
            is_async=isinstance(function.node, Function) and function.node.is_async
            if function
            else False,
            endpoint=qualified(endpoint),
            chain=(*context.chain, entry.place),
            conditions=conditions,
            middleware=context.middleware,
            unresolved=tuple(unresolved),
        )

    def _closure(
        self,
        outer: Iterable[Value],
        rest: Unknown | None,
        inner: tuple[Dependency, ...],
        unresolved: tuple[str, ...],
        path_names: frozenset[str],
    ) -> Closure:
        items: list[Dependency] = []
        missing = list(unresolved)
        for value in outer:
            conditions: tuple[Condition, ...] = ()
            if isinstance(value, Maybe):
                value, conditions = value.value, value.conditions
            depends = plain(value)
            options = depends.options if isinstance(depends, Choice) else [depends]
            for option in map(plain, options):
                if self._dependencies.is_depends(option):
                    parameter = option.names.get("parameter")
                    found, without = self._dependencies.depend(option, parameter, None, path_names)
                    items.extend(replace(d, conditions=(*conditions, *d.conditions)) for d in found)
                    missing.extend(without)
                else:
                    missing.append(f"dependencies: {describe(option)}")
        if rest is not None:
            missing.append(f"dependencies: {rest.reason}")
        return Closure((*items, *inner), tuple(dict.fromkeys(missing)))

    def _response(
        self, entry: RouteEntry, function: FunctionValue | None
    ) -> tuple[Value, str | None]:
        value = entry.names["response_model"]
        if not fastapi_model.is_default(value):
            return value, type_text(value)
        if function is None or not isinstance(function.node, Function) or entry.kind != "http":
            return None, None
        if function.node.returns is None:
            return None, None
        value = fastapi_model.annotation(self._evaluator, function, function.node.returns)
        if is_response(self._evaluator, value):
            return None, None
        if function.node.is_generator and is_stream(value):
            return value, None
        return value, type_text(value)

    # ───────────────────────────── registrations

    def _registration(self, entry: RouteEntry, function: FunctionValue | None) -> Registration:
        path = plain(entry.own_path)
        own_path = path if isinstance(path, str) else None
        methods, _ = _methods(entry.names["methods"])
        handler = function.symbol if function else None
        place = entry.place
        if entry.is_decorating and function is not None:
            line, col, where = function.node.line, function.node.col, function.state.path
        else:
            line, col, where = place.line, entry.col, place.path
        key = (where, line, col, methods, own_path, handler.node if handler else None, place)
        if key not in self._registrations:
            self._registrations[key] = Registration(
                self._modules[where], handler, methods, own_path, line, col, entry.kind, place
            )
        return self._registrations[key]

    def _registrations_in(self, module: Module) -> list[Registration]:
        if (
            module.path in self._modules
            and not is_test(module.path)
            and any(map(_may_give_a_router, self._imports.statements(module)))
            and self._evaluator.state(module.path).status == "new"
            and _may_register(module)
        ):
            with deep_stack():
                self._evaluator.load(module.path)
        entries = self._evaluator.entries
        for entry in entries[self._seen_entries :]:
            if entry.kind != "starlette" and entry.place.path in self._modules:
                function = fastapi_model.innermost(self._evaluator, entry.names["endpoint"])
                registration = self._registration(entry, function)
                self._by_module[registration.module.path][registration] = None
        self._seen_entries = len(entries)
        return list(self._by_module[module.path])

    def _note(self, gap: Gap) -> None:
        if gap.place.path and not is_test(gap.place.path):
            self._unresolved[Unresolved(gap.place.path, gap.place.line, gap.reason)] = None


class _Sources:
    """Where to begin: what imports what, and who mentions FastAPI."""

    def __init__(self, modules: MappingType[str, Module], imports: Imports) -> None:
        self._modules = {path: m for path, m in modules.items() if not is_test(path)}
        self._imports = imports
        self._importers: dict[str, set[str]] = collections.defaultdict(set)
        self._apps: dict[str, set[str]] = {}
        for path, module in self._modules.items():
            names = _app_names(imports.statements(module))
            if names:
                self._apps[path] = names
            for statement in statements(module.body):
                for target in _imported(imports, path, statement):
                    self._importers[target].add(path)

    def roots(self) -> list[str]:
        """The modules to execute: those that lead to an app and that no other such imports."""
        ancestors: set[str] = set()
        pending = list(self._apps)
        while pending:
            path = pending.pop()
            if path not in ancestors:
                ancestors.add(path)
                pending.extend(self._importers[path])
        tops = [p for p in ancestors if not (self._importers[p] & ancestors) - {p}]
        rest = [path for path in ancestors if path not in tops]
        return [*sorted(tops, key=_rank), *sorted(rest, key=_rank)]

    def factories(self) -> list[tuple[str, Class | None, Function]]:
        """The functions that build an app, with their class; then those that call these."""
        found: list[tuple[str, Class | None, Function]] = []
        names = set().union(*self._apps.values()) if self._apps else set()
        names |= {
            node.name
            for path in self._apps
            for node in definitions(self._modules[path])
            if isinstance(node, Class)
            and any((dotted(base) or "").rpartition(".")[2] in names for base in node.bases)
        }
        paths = set(self._apps)
        for _ in range(3):
            near = paths | {
                importer
                for path in paths
                for importer in self._importers[path]
                if self._knows(importer, names)
            }
            fresh = [
                (path, outer, function)
                for path in sorted(near)
                for outer, function in _functions(self._modules[path])
                if (path, outer, function) not in found and _calls(function, names)
            ]
            found.extend(fresh)
            names = {
                outer.name if outer and f.name == "__init__" else f.name for _, outer, f in fresh
            }
            paths = {path for path, _, _ in fresh}
            if not fresh:
                break
        return found[:MAX_FACTORIES]

    def _knows(self, path: str, names: set[str]) -> bool:
        """Whether the module at *path* may call something of *names* that it imports."""
        return any(
            isinstance(statement, Import)
            or any(imported.local in names for imported in statement.names)
            or any(self._is_module(path, statement, imported.name) for imported in statement.names)
            for statement in self._imports.statements(self._modules[path])
        )

    def _is_module(self, path: str, statement: ImportFrom, name: str) -> bool:
        found = self._imports.find(path, statement.module, statement.level)
        return found is not None and self._imports.submodule(found, name) is not None


def _app_names(imports: Iterable[Import | ImportFrom]) -> set[str]:
    """The names under which a module with these imports knows FastAPI's class."""
    names: set[str] = set()
    for statement in imports:
        if isinstance(statement, ImportFrom):
            if not statement.level and (
                statement.module in ("fastapi", "fastapi.applications")
                or "FastAPI" in statement.module
            ):
                names.update(i.local for i in statement.names if "FastAPI" in i.name)
        elif any(imported.name == "fastapi" for imported in statement.names):
            names.add("FastAPI")
    return names


def _imported(imports: Imports, path: str, statement: object) -> Iterator[str]:
    """The modules of the project that *statement* imports."""
    if isinstance(statement, Import):
        for name in statement.names:
            found = imports.find(path, name.name)
            if found is not None:
                yield found
    elif isinstance(statement, ImportFrom):
        found = imports.find(path, statement.module, statement.level)
        if found is not None:
            yield found
            for name in statement.names:
                below = imports.submodule(found, name.name)
                if below is not None:
                    yield below


def _functions(module: Module) -> Iterator[tuple[Class | None, Function]]:
    for statement in statements(module.body):
        if isinstance(statement, Function):
            yield None, statement
        elif isinstance(statement, Class):
            for inner in statements(statement.body):
                if isinstance(inner, Function):
                    yield statement, inner


def _calls(function: Function, names: set[str]) -> bool:
    return any(
        (dotted(call.func) or "").rpartition(".")[2] in names for call in own_calls(function)
    )


def _passes_on(node: Function | model.Lambda, name: str) -> bool:
    """Whether the function hands its parameter *name* on or registers something on it."""
    for call in own_calls(node):
        if any(isinstance(arg, model.Name) and arg.id == name for arg in call.args):
            return True
        if any(isinstance(k.value, model.Name) and k.value.id == name for k in call.keywords):
            return True
        chain = dotted(call.func) or ""
        if chain.startswith(f"{name}.") and chain.rpartition(".")[2] in fastapi_model._METHODS:
            return True
    return False


def _may_give_a_router(statement: Import | ImportFrom) -> bool:
    """Whether *statement* imports more than the standard library."""
    if isinstance(statement, ImportFrom):
        names = ["" if statement.level else statement.module]
    else:
        names = [name.name for name in statement.names]
    return any(name.partition(".")[0] not in sys.stdlib_module_names for name in names)


def _may_register(module: Module) -> bool:
    """Whether *module* calls what decorates a function, or what takes one by another way.

    What a module does that leads to no app, and registers nothing, can take long to execute.
    """
    owners = (module, *definitions(module))
    if any(isinstance(d, Call) for o in owners if isinstance(o, Function) for d in o.decorators):
        return True
    calls = (node for owner in owners for node in walk(owner) if isinstance(node, Call))
    return any(
        isinstance(call.func, Call) or last_name(call.func) in _ADDING
        for call in calls
    )


def _rank(path: str) -> tuple[int, int, str]:
    name = path.rpartition("/")[2]
    order = {"main.py": 0, "app.py": 1, "asgi.py": 2, "server.py": 3, "api.py": 4}
    return (order.get(name, 9), path.count("/"), path)


def _fullness(pair: tuple[App, list[Route]]) -> tuple[bool, int, int]:
    app, routes = pair
    return not app.conditions, len(routes), sum("…" not in route.path for route in routes)


def _label(app: App) -> tuple[str, str]:
    """The file and the name of *app*: where it is bound, or else what makes it."""
    if app.labels:
        return app.labels[0]
    return app.factory or (app.place.path, f"{app.place.path}:{app.place.line}")


def _joined(
    outer: tuple[Condition, ...], inner: tuple[Condition, ...]
) -> tuple[Condition, ...] | None:
    """Both, each once; None where they exclude each other."""
    if not inner:
        return outer
    sides = {condition.place: condition.outcome for condition in outer}
    for condition in inner:
        if sides.setdefault(condition.place, condition.outcome) != condition.outcome:
            return None
    return tuple(Condition(place, outcome) for place, outcome in sides.items())


def _alternatives(value: Value) -> Iterator[tuple[Value, tuple[Condition, ...]]]:
    """What an entry of a list of routes may be, and under which conditions."""
    conditions: tuple[Condition, ...] = ()
    if isinstance(value, Maybe):
        value, conditions = value.value, value.conditions
    inner = plain(value)
    if isinstance(inner, Choice):
        for option, own in zip(inner.options, inner.conditions):
            for entry, more in _alternatives(option):
                yield entry, (*conditions, *own, *more)
    else:
        yield inner, conditions


def _apps_in(value: Value) -> list[tuple[Value, tuple[Condition, ...]]]:
    """The apps that *value*, given to ``mount``, stands for; other ASGI apps have no routes."""
    inner = plain(value)
    match inner:
        case App() | Router() | Unknown():
            return [(inner, ())]
        case Choice(options=options, conditions=conditions):
            return [
                (app, (*own, *more))
                for option, own in zip(options, conditions)
                for app, more in _apps_in(option)
            ]
        case Instance(args=args, kwargs=kwargs):
            return [
                found
                for arg in (*args, *kwargs.values())
                if isinstance(plain(arg), (App, Router))
                for found in _apps_in(arg)
            ]
    return []


def _items(value: Value) -> list[Value]:
    return list(value.items) if isinstance(value, Sequence) else []


def _rest(value: Value) -> list[Value]:
    return [value.rest] if isinstance(value, Sequence) and value.rest is not None else []


def _class_name(value: Value) -> str | None:
    """The dotted name of a response class, FastAPI's own where none is named; None: unknown."""
    match plain(value):
        case None:
            return "fastapi.responses.JSONResponse"
        case Library(dotted=dotted):
            return dotted
        case ClassValue() as cls:
            return qualified(cls)
    return None


def _text(value: Value) -> tuple[str, str | None]:
    """*value* as text, and why it is not all known."""
    inner = plain(value)
    if isinstance(inner, str):
        return inner, None
    if isinstance(inner, Text):
        return inner.shown(), inner.reason
    return "…", describe(inner)


def _member_value(value: Value) -> Value:
    inner = plain(value.value if isinstance(value, Maybe) else value)
    return inner.value if isinstance(inner, Member) else inner


def _methods(value: Value) -> tuple[tuple[str, ...], str | None]:
    if isinstance(value, tuple):
        return value, None
    if isinstance(value, Sequence):
        known = [item for item in map(plain, value.items) if isinstance(item, str)]
        unknown = None if len(known) == len(value.items) else "one of the methods"
        return tuple(sorted(set(known))), unknown
    return (), describe(value)


def _integer(value: Value) -> int | None:
    inner = plain(value.value) if isinstance(value, Member) else value
    return inner if isinstance(inner, int) else None


def _codes(value: Value) -> Iterator[str]:
    inner = plain(value)
    if isinstance(inner, Mapping):
        for key in inner.items:
            if isinstance(key, (str, int)):
                yield str(key)


def _path_names(path: str) -> list[str]:
    return re.findall(r"\{([a-zA-Z_]\w*)(?::[^}]*)?\}", path)


def _place_of(value: Value) -> Place:
    return getattr(value, "place", None) or Place("", 0)
