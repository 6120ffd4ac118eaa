"""Which Pydantic models come in with requests, which go out, and which repeat each other."""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from flake8_fastapi_arch.facts.model import Assign, Attribute, Call, Class, Module, Name
from flake8_fastapi_arch.facts.text import spelled
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.inference.instances import Instance, Value
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

_FROM_OBJECTS = ("model_validate", "from_orm", "validate_python", "parse_obj")
_FEW = 5  # equal fields that may be chance
_MOST = 0.6
# Words in the names of models that say what they are for, not what they are about.
_SHAPES = frozenset(
    {
        "base", "body", "create", "data", "detail", "details", "dto", "form", "full", "in", "info",
        "input", "item", "list", "model", "new", "out", "output", "params", "patch", "payload",
        "public", "query", "read", "request", "response", "row", "schema", "short", "simple",
        "summary", "update", "vo", "with",
    }
)  # fmt: skip
# Fields that models of different things have in common, and would not share a base for.
_USUAL = frozenset(
    {
        "id", "uuid", "name", "title", "description", "type", "kind", "status", "state", "version",
        "data", "meta", "metadata", "content", "tags", "user_id", "owner_id", "parent_id",
        "project_id", "created_at", "updated_at", "deleted_at", "created_by", "updated_by",
        "is_active", "limit", "offset", "page",
    }
)  # fmt: skip


class ModelUses:
    """Answers where the project's models are used, from the routes."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        application: Application,
        names: Names,
        types: Types,
        models: Models,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._modules = modules
        self._application = application
        self._names = names
        self._types = types
        self._models = models
        self._calls_named = calls_named

    def received(self, cls: ClassSymbol) -> tuple[Route, ...]:
        """The routes that take *cls* as a body."""
        return tuple(self._received.get(cls, ()))

    def is_returned(self, cls: ClassSymbol) -> bool:
        """Whether some route returns *cls*: itself, in another model, or as a base of one."""
        return cls in self._returned

    def is_made_of_objects(self, cls: ClassSymbol) -> bool:
        """Whether code makes *cls*, or a class below it, of another object; also where it may."""
        made = self._made_of_objects
        return made is None or cls in made

    def copied(self, cls: ClassSymbol) -> tuple[ClassSymbol, tuple[str, ...]] | None:
        """The model before *cls* that declares most of its fields word by word, and which."""
        own = self._own_fields.get(cls)
        if own is None:
            return None
        best: tuple[ClassSymbol, tuple[str, ...]] | None = None
        for other, fields in self._near(cls):
            same = tuple(name for name, kind in own.items() if fields.get(name) == kind)
            few, least = min(len(own), len(fields)), len(best[1]) + 1 if best else _FEW
            if len(same) < least or len(same) < _MOST * few or self._related(cls, other):
                continue
            if len(set(same) - _USUAL) >= _least_in_common(cls, other):
                best = other, same
        return best

    # ── in and out

    @functools.cached_property
    def _received(self) -> dict[ClassSymbol, list[Route]]:
        found: dict[ClassSymbol, list[Route]] = collections.defaultdict(list)
        for route in self._application.routes:
            for parameter in route.parameters:
                if parameter.kind == "body":
                    for cls in parameter.symbols:
                        found[cls].append(route)
        return found

    @functools.cached_property
    def _returned(self) -> frozenset[ClassSymbol]:
        found: set[ClassSymbol] = set()
        pending = [c for route in self._application.routes for c in route.response_class_symbols]
        while pending:
            cls = pending.pop()
            if cls in found:
                continue
            found.add(cls)
            pending += [base for base in self._types.mro(cls) if isinstance(base, ClassSymbol)]
            for field in self._models.fields(cls):
                if field.annotation is not None:
                    scope = self._names.scope_of(field.owner.module, field.owner.node)
                    held = self._types.of_annotation(field.annotation, scope)
                    pending += _classes(held)
        return frozenset(found)

    @functools.cached_property
    def _made_of_objects(self) -> frozenset[ClassSymbol] | None:
        """The classes made by ``model_validate`` and its like; None where one is not known."""
        found: set[ClassSymbol] = set()
        for method in _FROM_OBJECTS:
            for call, scope in self._calls_named(method):
                func = call.func
                values = self._types.of(func.value, scope) if isinstance(func, Attribute) else ()
                if not values:
                    return None
                for value in values:
                    if isinstance(value, ClassSymbol):
                        bases = self._types.mro(value)
                        found.update(base for base in bases if isinstance(base, ClassSymbol))
        return frozenset(found)

    # ── copies

    @functools.cached_property
    def _own_fields(self) -> dict[ClassSymbol, dict[str, str]]:
        """The fields that each model declares itself, with their types, where there are several."""
        found: dict[ClassSymbol, dict[str, str]] = {}
        for module in self._modules.values():
            if is_test(module.path):
                continue
            for node in definitions(module):
                if isinstance(node, Class) and node.bases:
                    fields = dict(_annotated(node))
                    cls = ClassSymbol(module, node)
                    if len(fields) >= _FEW and self._models.is_pydantic(cls):
                        found[cls] = fields
        return found

    @functools.cached_property
    def _by_directory(self) -> dict[str, list[ClassSymbol]]:
        found: dict[str, list[ClassSymbol]] = collections.defaultdict(list)
        for cls in self._own_fields:
            found[cls.module.path.rpartition("/")[0]].append(cls)
        return found

    def _near(self, cls: ClassSymbol) -> Iterator[tuple[ClassSymbol, dict[str, str]]]:
        """The models before *cls* in its module and in those beside it, of other names."""
        for other in self._by_directory[cls.module.path.rpartition("/")[0]]:
            before = (other.module.path, other.node.line) < (cls.module.path, cls.node.line)
            if before and other.node.name != cls.node.name:
                yield other, self._own_fields[other]

    def _related(self, one: ClassSymbol, other: ClassSymbol) -> bool:
        return other in self._types.mro(one) or one in self._types.mro(other)


def _least_in_common(one: ClassSymbol, other: ClassSymbol) -> int:
    """How many special fields make a copy: many of models that are about different things, a role
    and a department, of which each may change without the other."""
    words, others = _words(one), _words(other)
    if words[:1] == others[:1]:
        return _FEW - 2
    about, about_other = set(words) - _SHAPES, set(others) - _SHAPES
    return _FEW if about & about_other or not (about and about_other) else 2 * _FEW


def _words(cls: ClassSymbol) -> list[str]:
    """The words of the class' name; the first ones say what the model is about."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", cls.node.name)]


def _annotated(node: Class) -> Iterator[tuple[str, str]]:
    for statement in node.body:
        if isinstance(statement, Assign) and statement.annotation is not None:
            [target] = statement.targets
            if isinstance(target, Name) and not target.id.startswith("_"):
                kind = spelled(statement.annotation)
                if kind is not None and not kind.startswith("ClassVar"):
                    yield target.id, kind


def _classes(values: Iterable[Value]) -> Iterator[ClassSymbol]:
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.type, ClassSymbol):
                yield value.type
            for held in value.arguments:
                yield from _classes(held)
