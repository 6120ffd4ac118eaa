"""Alembic's script directories: revisions, how they follow each other, and what they do."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Display,
    Expression,
    Function,
    ImportFrom,
    Module,
    Name,
)
from flake8_fastapi_arch.facts.walk import own_calls, statements

_RECENT = 3  # revisions of one deployment


class Revision(msgspec.Struct, frozen=True, eq=False):
    """A migration file. ``down`` are the revisions it follows, None where that is computed;
    ``line`` is that of ``down_revision``, else of ``revision``."""

    module: Module
    id: str
    down: tuple[str, ...] | None
    line: int
    col: int
    has_label: bool
    depends_on: tuple[str, ...]
    upgrade: Function | None
    downgrade: Function | None

    @property
    def directory(self) -> str:
        return self.module.path.rpartition("/")[0]


class Migrations:
    """The revisions of a project, by directory."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules

    @functools.cached_property
    def revisions(self) -> Mapping[str, tuple[Revision, ...]]:
        """The revisions of each directory that holds some, in the order of their paths."""
        found: dict[str, list[Revision]] = {}
        for module in self._modules.values():
            revision = _revision(module)
            if revision is not None:
                found.setdefault(revision.directory, []).append(revision)
        return {directory: tuple(revisions) for directory, revisions in found.items()}

    @functools.cached_property
    def environments(self) -> tuple[Module, ...]:
        """The ``env.py`` of every script directory."""
        return tuple(
            module
            for path, module in self._modules.items()
            if path.rpartition("/")[2] == "env.py" and _imports_alembic_context(module)
        )

    def revision(self, module: Module) -> Revision | None:
        """The revision that *module* is."""
        for revision in self.revisions.get(module.path.rpartition("/")[0], ()):
            if revision.module is module:
                return revision
        return None

    def beside(self, revision: Revision) -> tuple[Revision, ...]:
        """All revisions of the same directory, *revision* too."""
        return self.revisions[revision.directory]

    def heads(self, directory: str) -> tuple[Revision, ...]:
        """The revisions that no other follows; empty where the graph is not fully known."""
        revisions = self.revisions.get(directory, ())
        if any(revision.down is None for revision in revisions):
            return ()
        followed = {down for revision in revisions for down in revision.down or ()}
        return tuple(revision for revision in revisions if revision.id not in followed)

    def is_recent(self, revision: Revision) -> bool:
        """Whether a deployment may still have to apply *revision*: at most two others build on it.

        What lies further back has long been applied wherever there are rows.
        """
        following = [revision]
        for other in following:
            following += [
                each
                for each in self.beside(revision)
                if other.id in (each.down or ()) and each not in following
            ]
            if len(following) > _RECENT:
                return False
        return True

    @functools.cached_property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """Table and leading column of every index and unique constraint that migrations make."""
        return frozenset(
            (table, columns[0]) for table, columns, _ in self._keys if columns and columns[0]
        )

    @functools.cached_property
    def tables_made(self) -> Mapping[str, Revision]:
        """The tables that migrations make, by name, with the first revision that does."""
        return {
            table: revision
            for revisions in reversed([*self.revisions.values()])
            for revision in reversed(revisions)
            for call in (operations(revision.upgrade) if revision.upgrade is not None else ())
            if name_of(call) == "create_table" and call.args and (table := text_of(call.args[0]))
        }

    def may_index(self, table: str, column: str) -> bool:
        """Whether a migration makes an index that *column* leads, or might in SQL."""
        sql = self.raw_sql
        return (table, column) in self.indexed or ("index" in sql and column.lower() in sql)

    @functools.cached_property
    def unique(self) -> frozenset[tuple[str, frozenset[str]]]:
        """Table and columns of every unique key that migrations make."""
        return frozenset(
            (table, frozenset(columns)) for table, columns, unique in self._keys if unique
        )

    @functools.cached_property
    def raw_sql(self) -> str:
        """The SQL that migrations execute as text, lower case."""
        return "\n".join(
            text
            for revisions in self.revisions.values()
            for revision in revisions
            for function in (revision.upgrade,)
            if function is not None
            for call in own_calls(function)
            if isinstance(call.func, Attribute) and call.func.attr in ("execute", "text")
            for text in _strings(call)
        ).lower()

    @functools.cached_property
    def _keys(self) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
        found = []
        for revisions in self.revisions.values():
            for revision in revisions:
                if revision.upgrade is not None:
                    found += list(_keys_made(revision.upgrade))
        return tuple(found)


def name_of(call: Call) -> str:
    """The operation that *call* is: ``add_column`` for ``op.add_column(...)``."""
    return call.func.attr if isinstance(call.func, Attribute) else ""


def operations(function: Function) -> Iterator[Call]:
    """The calls of ``op`` and of batch operations in *function*, in source order."""
    for call in own_calls(function):
        match call.func:
            case Attribute(value=Name(id=name)) if name == "op" or "batch" in name:
                yield call


def text_of(expression: Expression | None) -> str | None:
    if isinstance(expression, Constant) and isinstance(expression.value, str):
        return expression.value
    return None


def _revision(module: Module) -> Revision | None:
    values: dict[str, Assign] = {}
    for statement in module.body:
        if isinstance(statement, Assign):
            for target in statement.targets:
                if isinstance(target, Name):
                    values[target.id] = statement
    if "revision" not in values or "down_revision" not in values:
        return None
    identity = text_of(values["revision"].value)
    if identity is None:
        return None
    place = values["down_revision"]
    functions = {s.name: s for s in module.body if isinstance(s, Function)}
    labels = values["branch_labels"].value if "branch_labels" in values else None
    depends = values["depends_on"].value if "depends_on" in values else None
    return Revision(
        module,
        identity,
        _identities(place.value),
        place.line,
        place.col,
        not (labels is None or (isinstance(labels, Constant) and labels.value is None)),
        _identities(depends) or (),
        functions.get("upgrade"),
        functions.get("downgrade"),
    )


def _identities(expression: Expression | None) -> tuple[str, ...] | None:
    match expression:
        case None | Constant(None):
            return ()
        case Constant(str() as text):
            return (text,)
        case Display(items=items):
            texts = tuple(text_of(item) for item in items)
            return tuple(t for t in texts if t is not None) if None not in texts else None
    return None


def _imports_alembic_context(module: Module) -> bool:
    return any(
        isinstance(statement, ImportFrom)
        and statement.module == "alembic"
        and any(imported.name == "context" for imported in statement.names)
        for statement in statements(module.body)
    )


def _keys_made(function: Function) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for call in own_calls(function):
        match name_of(call):
            case "create_index" | "create_unique_constraint" as name:
                listed = [
                    a for a in call.passed if a is not None
                ]
                columns = next((_names(a) for a in listed if isinstance(a, Display)), ())
                texts = [text for a in call.args if (text := text_of(a)) is not None]
                named = text_of(call.keyword("table_name")) or ""
                on = texts[1] if len(texts) > 1 else named
                unique = call.keyword("unique")
                is_unique = isinstance(unique, Constant) and unique.value is True
                yield on, columns, is_unique or name == "create_unique_constraint"
            case "create_table" if call.args and (table := text_of(call.args[0])):
                for part in call.args[1:]:
                    if isinstance(part, Call) and name_of(part) == "UniqueConstraint":
                        texts = [text for a in part.args if (text := text_of(a)) is not None]
                        yield table, tuple(texts), True


def _names(display: Display) -> tuple[str, ...]:
    return tuple(text_of(item) or "" for item in display.items)


def _strings(call: Call) -> Iterator[str]:
    pending: list[Expression] = list(call.args)
    while pending:
        expression = pending.pop()
        match expression:
            case Constant(str() as text):
                yield text
            case Call(args=args):
                pending.extend(args)
