"""Relationships that are read without having been loaded: which query's rows, where, how often."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    AugAssign,
    Call,
    Compare,
    Constant,
    Delete,
    Dict,
    Display,
    ExceptHandler,
    Expression,
    For,
    Function,
    Lambda,
    Module,
    Name,
    Node,
    Return,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import (
    dotted,
    last_name,
    named_by_text,
    own,
    own_calls,
    own_nodes,
    statements,
    walk,
)
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.data.query_state import Path
from flake8_fastapi_arch.project.data.rows import Rows, Source
from flake8_fastapi_arch.project.data.tables import Data, Relationship
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.guards import guards, surely_fails
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import ModuleScopes, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

_VALIDATING = frozenset({"model_validate", "from_orm", "validate"})
_PROPERTIES = frozenset({"property", "cached_property", "hybrid_property"})
_MAX_DEPTH = 4
_NOT_LOADED = ("MissingGreenlet", "DetachedInstanceError")


class LazyLoad(msgspec.Struct, frozen=True):
    """A relationship that is loaded when it is read.

    ``source`` is the query whose rows are read, ``path`` leads from its entity to
    ``relationship``; ``reader`` reads it at *file*:*line*, as ``text``, once per row where it
    ``is_repeated``. ``option``, written at ``places``, would load it with the rows: a loader option
    where the query starts, or an argument where a function is called that has the loader option for
    those who ask. ``model`` is the Pydantic model that
    reads it while a response is made: that of ``handler``, or one made by hand. ``depth`` says how
    many collections the model goes through: for each row of the outer, each row of the inner.
    """

    source: Source
    path: Path
    relationship: Relationship
    reader: str
    file: str
    line: int
    text: str
    option: str
    places: tuple[Call, ...]
    is_repeated: bool
    model: str | None = None
    handler: FunctionSymbol | None = None
    depth: int = 0
    by: FunctionSymbol | None = None


class LazyLoads:
    """Finds them all, once, and hands them out by the query that lacks the option."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        data: Data,
        models: Models,
        rows: Rows,
        effects: Effects,
        application: Application,
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._data = data
        self._models = models
        self._rows = rows
        self._effects = effects
        self._application = application

    def of(self, function: Function) -> Iterator[tuple[Call, tuple[LazyLoad, ...]]]:
        """The calls in *function*, each with what is read of rows, but not loaded with them, and
        would be if the call asked for it."""
        for call in own_calls(function) if self._by_place else ():
            loads = self._by_place.get(call)
            if loads:
                yield call, loads

    @functools.cached_property
    def _by_place(self) -> Mapping[Call, tuple[LazyLoad, ...]]:
        found: dict[Call, list[LazyLoad]] = {}
        if self._data.lazy_names:
            for load in (*self.in_code, *self.in_responses):
                for place in load.places:
                    found.setdefault(place, []).append(load)
        return {place: tuple(loads) for place, loads in found.items()}

    def behind(self, attribute: Attribute, scope: Scope) -> frozenset[Path]:
        """The relationships that a property, read as *attribute*, loads of the same row."""
        loads = self._by_property.get(attribute.attr)
        if not loads:
            return frozenset()
        roots = {
            root
            for source in self._rows.of(attribute.value, scope)
            for root, _ in source.statement.roots
        }
        return frozenset(
            load.path
            for load in loads
            if any(root in roots for root, _ in load.source.statement.roots)
        )

    @functools.cached_property
    def _by_property(self) -> Mapping[str, list[LazyLoad]]:
        found: dict[str, list[LazyLoad]] = {}
        for load in self.in_code:
            node = load.by.node if load.by is not None else None
            if isinstance(node, Function) and not load.source.is_async and _is_property(node):
                found.setdefault(node.name, []).append(load)
        return found

    # ── read by code

    @functools.cached_property
    def in_code(self) -> tuple[LazyLoad, ...]:
        """All that code reads."""
        names = self._data.lazy_names
        return tuple(
            load
            for module in (self._modules.values() if names else ())
            for attribute, scope in _attributes(self._names.scopes(module))
            if attribute.attr in names
            for load in self._read_at(attribute, scope)
        )

    def _read_at(self, attribute: Attribute, scope: Scope) -> Iterator[LazyLoad]:
        function = _function(scope)
        if function is None or attribute in _written(function):
            return
        for value in self._types.of(attribute.value, scope):
            if not isinstance(value, Instance) or not isinstance(value.type, ClassSymbol):
                continue
            relationship = self._data.relationship(value.type, attribute.attr)
            if relationship is None or not relationship.may_be_lazy:
                continue
            if _looks_before(attribute, function):
                continue
            reader = FunctionSymbol(scope.module, function)
            for source in self._rows.of(attribute.value, scope):
                at = self._entity_at(source)
                if at is None or not self._are_related(at, value.type):
                    continue
                if not self._is_loaded(source, source.path, relationship) and self._is_served(
                    reader, source
                ):
                    yield LazyLoad(
                        source,
                        (*source.path, attribute.attr),
                        relationship,
                        function.name,
                        scope.module.path,
                        attribute.line,
                        f"{_shown(attribute.value)}.{attribute.attr}",
                        *self._remedy(source, (*source.path, attribute.attr), relationship),
                        is_repeated=source.loop is not None,
                        by=reader,
                    )

    def _is_served(self, reader: FunctionSymbol, source: Source) -> bool:
        if self._effects.serves(reader):
            return True
        _, scope = source.root
        builder = _function(scope)
        return builder is not None and self._effects.serves(FunctionSymbol(scope.module, builder))

    def _is_loaded(self, source: Source, path: Path, relationship: Relationship) -> bool:
        """Whether reading *relationship* behind *path* is known, or might be, to send no query."""
        statement = source.statement
        path = self._without_returns(source.entity, path)
        if not statement.known or (*path, relationship.name) in statement.loads:
            return True
        if not relationship.is_lazy_behind(self._passed(source, path)):
            return True
        for end in range(1, len(path) + 1):
            passed = self._followed(source.entity, path[:end])
            if passed is None or path[:end] in statement.loads or passed.uselist is True:
                continue
            if self._may_be_in_hand(source, passed):
                return True
        if relationship.uselist is True:
            return False
        if path:
            before = self._followed(source.entity, path)
            if before is None or relationship.name == before.back_populates:
                return True
            if relationship.back_populates == before.name:
                return True
        # One object for all rows, or one that is loaded already, is found in the session; so may
        # be those whose keys the query was given.
        if self._may_be_in_hand(source, relationship):
            return True
        loaded = (self._followed(source.entity, other) for other in statement.loads)
        return any(other is not None and other.target == relationship.target for other in loaded)

    def _without_returns(self, entity: ClassSymbol, path: Path) -> Path:
        """*path* without ways there and back: ``order`` behind ``lines`` is the order itself."""
        kept: list[Relationship] = []
        for end in range(1, len(path) + 1):
            found = self._followed(entity, path[:end])
            if found is None:
                return path
            before = kept[-1] if kept else None
            if (
                before is not None
                and found.uselist is False
                and (found.name == before.back_populates or found.back_populates == before.name)
            ):
                kept.pop()
            else:
                kept.append(found)
        return tuple(each.name for each in kept)

    def _passed(self, source: Source, path: Path) -> tuple[ClassSymbol, ...]:
        """The classes on the way behind *path*; none where options say what is loaded there."""
        ends = range(1, len(path) + 1)
        if any(path[:end] in source.statement.loads for end in ends):
            return ()
        passed = [self._followed(source.entity, path[:end]) for end in ends]
        targets = [r.target for r in passed if r is not None and r.target is not None]
        return (source.entity, *targets)

    def _may_be_in_hand(self, source: Source, relationship: Relationship) -> bool:
        """Whether the one object that a to-one *relationship* leads to for all rows, whose key the
        query was given, needs no query for each: it is loaded once at most, or, where nothing can
        be loaded later, was loaded before by the function that queries or one above it."""
        given = source.statement.given
        if source.single and source.is_async:
            given |= source.statement.equal  # by one of several ways, perhaps the one that is gone
        if self._data.keys_of(relationship).isdisjoint(given):
            return False
        if not source.is_async:
            return True
        _, scope = source.root
        builder = _function(scope)
        if builder is None or relationship.target is None:
            return True
        pending = [FunctionSymbol(scope.module, builder)]
        for _ in range(_MAX_DEPTH):
            if any(self._holds(function, relationship.target) for function in pending):
                return True
            pending = [above for function in pending for above in self._effects.callers(function)]
        return False

    def _holds(self, function: FunctionSymbol, cls: ClassSymbol) -> bool:
        """Whether *function* has an object of *cls*, or something injected that may be one."""
        scope = self._names.scope_of(function.module, function.node)
        for parameter in function.node.parameters:
            injected = self._types.dependency(parameter, scope) is not None
            if injected and not self._types.of_parameter(parameter, scope):
                return True
        held = [self._types.of_parameter(p, scope) for p in function.node.parameters]
        held += [self._types.of(s.call, s.scope) for s in self._effects.sites(function)]
        held += [self._types.awaited(values) for values in held]
        held += [self._types.element(values) for values in held]
        return any(
            isinstance(value, Instance)
            and isinstance(value.type, ClassSymbol)
            and self._are_related(value.type, cls)
            for values in held
            for value in values
        )

    def _followed(self, entity: ClassSymbol, path: Path) -> Relationship | None:
        """The last relationship of *path*, from *entity*."""
        found = None
        cls: ClassSymbol | None = entity
        for name in path:
            found = self._data.relationship(cls, name) if cls is not None else None
            cls = found.target if found is not None else None
        return found

    def _remedy(
        self, source: Source, path: Path, last: Relationship
    ) -> tuple[str, tuple[Call, ...]]:
        """What would load *path*, to the relationship *last*, with the rows of *source*, and where
        it belongs."""
        if path in source.declined and source.by is not None:
            asked = _asking(source.by, _function(source.root[1]))
            if asked is not None:
                return f"{asked}=True", (source.by,)
        roots = tuple(root for root, _ in source.statement.roots)
        return self._option(source.entity, path, last), roots

    def _option(self, entity: ClassSymbol, path: Path, last: Relationship) -> str:
        """``selectinload(Order.items).joinedload(Item.product)`` for a path to *last*."""
        calls = []
        cls: ClassSymbol | None = entity
        for steps, name in enumerate(path, 1):
            found = self._data.relationship(cls, name) if cls is not None else None
            if found is None and steps == len(path):
                # The query is about any table (``select(self.model)``), and this is one of them.
                found, cls = last, last.owner
            loader = (
                "joinedload" if found is not None and found.uselist is False else "selectinload"
            )
            calls.append(f"{loader}({cls.name if cls is not None else '…'}.{name})")
            cls = found.target if found is not None else None
        return ".".join(calls)

    # ── read by response models

    @functools.cached_property
    def in_responses(self) -> tuple[LazyLoad, ...]:
        """All that response models read."""
        return tuple(self._in_responses()) if self._data.lazy_names else ()

    def _in_responses(self) -> Iterator[LazyLoad]:
        seen: set[Function | Lambda] = set()
        for route in self._application.routes:
            handler = route.handler
            if handler is None or handler.node in seen or isinstance(handler.node, Lambda):
                continue
            seen.add(handler.node)
            yield from self._in_response(route, handler, handler.node)
        yield from self._validated()

    def _in_response(
        self, route: Route, handler: FunctionSymbol, node: Function
    ) -> Iterator[LazyLoad]:
        models = [cls for cls in route.response_class_symbols if self._models.is_pydantic(cls)]
        if not models:
            return
        scope = self._names.scope_of(handler.module, node)
        for returned in own(node, Return):
            if returned.value is not None:
                for value, where, model in self._serialised(returned.value, scope, models):
                    loads = self._by_model(value, where, model, node.name, returned.line)
                    yield from (msgspec.structs.replace(load, handler=handler) for load in loads)

    def _serialised(
        self, value: Expression, scope: Scope, models: list[ClassSymbol]
    ) -> Iterator[tuple[Expression, Scope, ClassSymbol]]:
        """Expressions that become responses, with the model that reads each."""
        if isinstance(value, Dict):
            for key, inner in zip(value.keys, value.values):
                if isinstance(key, Constant):
                    for model in self._field_models(models[0], str(key.value)):
                        yield inner, scope, model
            return
        yield value, scope, models[0]

    def _validated(self) -> Iterator[LazyLoad]:
        """``Model.model_validate(row)`` and its like, in functions that serve requests."""
        for function in sorted(
            self._effects.serving_functions(), key=lambda f: (f.module.path, f.node.line)
        ):
            if isinstance(function.node, Lambda):
                continue
            for site in self._effects.sites(function):
                call = site.call
                if not isinstance(call.func, Attribute) or not call.args:
                    continue
                if call.func.attr not in _VALIDATING:
                    continue
                for model in self._types.of(call.func.value, site.scope):
                    if isinstance(model, ClassSymbol) and self._models.is_pydantic(model):
                        yield from self._by_model(
                            call.args[0], site.scope, model, function.node.name, call.line
                        )

    def _by_model(
        self, value: Expression, scope: Scope, model: ClassSymbol, reader: str, line: int
    ) -> Iterator[LazyLoad]:
        kinds = self._types.of(value, scope)
        entities = [(v, False) for v in kinds] + [(v, True) for v in self._types.element(kinds)]
        sources = self._rows.of(value, scope)
        for instance, many in entities:
            if not isinstance(instance, Instance) or not isinstance(instance.type, ClassSymbol):
                continue
            if self._data.table(instance.type) is None:
                continue
            for source in sources:
                at = self._entity_at(source)
                if at is None or not self._are_related(at, instance.type):
                    continue
                for path, relationship, above in self._reads(model, instance.type, ()):
                    whole = (*source.path, *path)
                    if not self._is_loaded(source, whole[:-1], relationship):
                        yield LazyLoad(
                            source,
                            whole,
                            relationship,
                            reader,
                            scope.module.path,
                            line,
                            f"{relationship.owner.name}.{relationship.name}",
                            *self._remedy(source, whole, relationship),
                            is_repeated=many or source.loop is not None or above > 0,
                            model=model.name,
                            depth=above + many,
                        )

    def _are_related(self, one: ClassSymbol, other: ClassSymbol) -> bool:
        return one in self._types.mro(other) or other in self._types.mro(one)

    def _entity_at(self, source: Source) -> ClassSymbol | None:
        if not source.path:
            return source.entity
        followed = self._followed(source.entity, source.path)
        return followed.target if followed is not None else None

    def _reads(
        self, model: ClassSymbol, entity: ClassSymbol, above: Path
    ) -> Iterator[tuple[Path, Relationship, int]]:
        """The lazy relationships that *model* reads of an *entity*: the path, and how many
        collections are above, for each row of which it is read."""
        if len(above) >= _MAX_DEPTH:
            return
        for field in self._models.fields(model):
            relationship = self._data.relationship(entity, field.name)
            if relationship is None:
                for read in self._read_by_property(entity, field.name):
                    yield (*above, read.name), read, 0
                continue
            path = (*above, field.name)
            if relationship.may_be_lazy:
                yield path, relationship, 0
            if relationship.target is None:
                continue
            for inner in self._field_models(model, field.name):
                for below, lazy, count in self._reads(inner, relationship.target, path):
                    yield below, lazy, count + (relationship.uselist is True)

    def _read_by_property(self, entity: ClassSymbol, name: str) -> Iterator[Relationship]:
        """The lazy relationships that the property *name* of an *entity* reads, unless it asks
        first what is loaded."""
        found = self._types.member(entity, name)
        node = found[1].value if found is not None else None
        if not isinstance(node, Function) or not _is_property(node) or not node.parameters:
            return
        own = [n for n in own_nodes(node) if isinstance(n, Attribute)]
        if any(attribute.attr in ("unloaded", "__dict__") for attribute in own):
            return
        read = {n.attr for n in own if text(n.value) == node.parameters[0].name}
        for attribute in sorted(read):
            relationship = self._data.relationship(entity, attribute)
            if relationship is not None and relationship.may_be_lazy:
                yield relationship

    def _field_models(self, model: ClassSymbol, name: str) -> Iterator[ClassSymbol]:
        """The Pydantic models in the annotation of a field."""
        for field in self._models.fields(model):
            if field.name == name and field.annotation is not None:
                scope = self._names.scope_of(field.owner.module, field.owner.node)
                pending = list(self._types.of_annotation(field.annotation, scope))
                while pending:
                    value = pending.pop()
                    if isinstance(value, Instance):
                        if isinstance(value.type, ClassSymbol) and self._models.is_pydantic(
                            value.type
                        ):
                            yield value.type
                        for held in value.arguments:
                            pending.extend(held)


def _is_property(function: Function) -> bool:
    return any(last_name(each) in _PROPERTIES for each in function.decorators)


def _attributes(scopes: ModuleScopes) -> Iterator[tuple[Attribute, Scope]]:
    """The attributes that are named in a module, those that ``getattr`` names with a text too."""
    yield from scopes.attributes
    for call, scope in scopes.calls_named("getattr"):
        named = named_by_text(call)
        if named is not None:
            yield named, scope


def _function(scope: Scope) -> Function | None:
    """The function in which *scope* is."""
    inner: Scope | None = scope
    while inner is not None:
        if isinstance(inner.owner, Function):
            return inner.owner
        inner = inner.parent
    return None


def _asking(call: Call, function: Function | None) -> str | None:
    """The one parameter of *function* that has to be true for the options that *call* declines."""
    if function is None:
        return None
    names = {
        guard.name
        for node, asked in guards(function).items()
        if isinstance(node, Call)
        and isinstance(node.func, Attribute)
        and node.func.attr == "options"
        for guard in asked
        if guard.holds and surely_fails(guard, function, call)
    }
    return names.pop() if len(names) == 1 else None


@functools.lru_cache(maxsize=2048)
def _written(function: Function) -> frozenset[Node]:
    """The attributes that *function* assigns or deletes, which reads nothing."""
    found: set[Node] = set()
    for statement in statements(function.body):
        match statement:
            case Assign(targets=targets) | Delete(targets=targets):
                for target in targets:
                    found.update(target.items if isinstance(target, Display) else [target])
            case AugAssign(target=target) | For(target=target):
                found.add(target)
    return frozenset(found)


def _looks_before(attribute: Attribute, function: Function) -> bool:
    """Whether *function* sets the relationship itself, refreshes it, asks if it is loaded, or is
    ready for it not to be."""
    refreshed = _refreshed(function)
    return (
        refreshed is None
        or attribute.attr in refreshed
        or any(
            isinstance(target, Attribute)
            and target.attr == attribute.attr
            and isinstance(target.value, Name)
            and isinstance(attribute.value, Name)
            and target.value.id == attribute.value.id
            for target in _written(function)
        )
    )


@functools.lru_cache(maxsize=1024)
def _refreshed(function: Function) -> frozenset[str] | None:
    """The relationships that *function* refreshes or sets; None where it may ask of any whether it
    is loaded."""
    found: set[str] = set()
    for node in own_nodes(function):
        match node:
            case ExceptHandler(caught=Node() as caught) if any(
                isinstance(n, (Name, Attribute)) and (dotted(n) or "").endswith(_NOT_LOADED)
                for n in walk(caught)
            ):
                return None
            case Attribute(attr="unloaded" | "awaitable_attrs"):
                return None
            case Compare(ops=("in" | "not in",), comparators=(Attribute(attr="__dict__"),)):
                return None
            case Call(func=Attribute(value=Attribute(attr="__dict__"), attr="get")):
                return None
            case Call(func=Attribute(attr="refresh" | "set_committed_value")):
                found.update(
                    n.value
                    for n in walk(node)
                    if isinstance(n, Constant) and isinstance(n.value, str)
                )
            case Call(func=Name(id="set_committed_value")):
                return None
    return frozenset(found)


def _shown(expression: Expression) -> str:
    match expression:
        case Name(id=name):
            return name
        case Attribute(value, attr):
            return f"{_shown(value)}.{attr}"
    return "…"
