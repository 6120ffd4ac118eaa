"""Import statements at the top of a file: names that a patch needs, and names it leaves unused."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

from ast_grep_py import SgNode

from flake8_fastapi_arch.facts.model import Import, ImportFrom, Module
from flake8_fastapi_arch.patches.edits import Edit, insert, remove_item, replace
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.source import (
    Source,
    Uncertain,
    end,
    field,
    has,
    is_multiline,
    items,
    start,
)
from flake8_fastapi_arch.project.modules.scopes import Scope

_STATEMENTS = ("import_statement", "import_from_statement")


def imported(
    name: str, modules: Sequence[str], scope: Scope, finding: Finding
) -> tuple[str, list[Edit]]:
    """How *name*, of the first of *modules* or another, is written in *scope*, and what brings it.

    ``Annotated`` where ``from typing import Annotated`` is there, or ``t.Annotated`` where
    ``import typing as t`` is; else the edits add an import. Raises Uncertain where the name stands
    for something else.
    """
    for local, written in _ways(name, modules, finding.module):
        _must_be_seen(local, scope, finding)
        return written, []
    _must_be_free(name, finding)
    return name, [_added(name, modules[0], finding)]


def imported_module(module: str, scope: Scope, finding: Finding) -> tuple[str, list[Edit]]:
    """How *module*, one without a dot, is written in *scope*, and what brings it."""
    for statement in finding.module.body:
        for one in statement.names if isinstance(statement, Import) else ():
            if one.name == module:
                _must_be_seen(one.local, scope, finding)
                return one.local, []
    _must_be_free(module, finding)
    return module, [_added_line(f"import {module}", finding)]


def dropped(
    name: str, removed: SgNode, finding: Finding, added: Sequence[Edit] = ()
) -> Iterator[Edit]:
    """What takes the import of *name* away, where nothing but *removed* needs it; *added* are the
    imports that come instead."""
    source = finding.source
    if finding.module.path.endswith("__init__.py"):
        return  # imported in order to be imported from there
    for statement in _statements(source):
        for bound in _imported_names(statement):
            if _local(bound) != name:
                continue
            gone = [removed, statement]
            if any(not any(_holds(node, at) for node in gone) for at in _uses(name, source)):
                return
            if len(_imported_names(statement)) > 1:
                yield from remove_item(bound, source)
            elif source.is_alone(statement):
                yield _without(statement, source, added)
            return


def _must_be_seen(local: str, scope: Scope, finding: Finding) -> None:
    """Raise Uncertain where *local*, imported at the top, is something else in *scope*."""
    found = scope.find(local)
    if found is None or found[0].owner is not finding.module or len(found[1]) != 1:
        raise Uncertain(f"`{local}` stands for something else, too")


def _must_be_free(name: str, finding: Finding) -> None:
    """Raise Uncertain where *name* stands for anything in the file."""
    scopes = finding.project.names.scopes(finding.module)
    if any(name in scopes.of(owner).bindings for owner in scopes.owners()):
        raise Uncertain(f"`{name}` stands for something else")


def _ways(name: str, modules: Sequence[str], module: Module) -> Iterator[tuple[str, str]]:
    """How *name* can be written: the local name that this begins with, and the whole of it."""
    for statement in module.body:
        match statement:
            case ImportFrom(module=origin, level=0, names=names) if origin in modules:
                for one in names:
                    if one.name == name:
                        yield one.local, one.local
    for statement in module.body:
        if isinstance(statement, Import):
            for one in statement.names:
                if one.name in modules and (one.renamed or "." not in one.name):
                    yield one.local, f"{one.local}.{name}"


def _added(name: str, module: str, finding: Finding) -> Edit:
    source = finding.source
    for statement in _statements(source):
        if _module_of(statement) == module and not has(statement, "wildcard_import", "comment"):
            return _extended(statement, name, source)
    return _added_line(f"from {module} import {name}", finding)


def _added_line(line: str, finding: Finding) -> Edit:
    """The import statement *line* where it belongs among the others."""
    source = finding.source
    own = {part for path in finding.project.modules for part in _packages(path)}
    key = _order(line, own)
    before = [s for s in _statements(source) if _order(s.text(), own) < key]
    behind = [s for s in _statements(source) if _order(s.text(), own) > key]
    if before:
        last = before[-1]
        is_next = _order(last.text(), own)[0] == key[0]
        if not is_next and behind and _order(behind[0].text(), own)[0] == key[0]:
            return insert(source.line_start(start(behind[0])), f"{line}\n")
        offset = source.next_line(end(last))
        joint = "" if source.text[:offset].endswith("\n") else "\n"
        return insert(offset, joint + (f"{line}\n" if is_next else f"\n{line}\n"))
    if behind:
        is_next = _order(behind[0].text(), own)[0] == key[0]
        return insert(
            source.line_start(start(behind[0])), f"{line}\n" if is_next else f"{line}\n\n"
        )
    return _first(line, source)


def _first(line: str, source: Source) -> Edit:
    """*line* as the only import, below what has to stand before it."""
    offset = 0
    for node in source.root.children():
        kind = node.kind()
        is_docstring = kind == "expression_statement" and node.children()[0].kind() == "string"
        if kind not in ("comment", "future_import_statement") and not is_docstring:
            break
        if kind != "comment" or start(node) == offset:
            offset = source.next_line(end(node))
    return insert(offset, f"\n{line}\n" if offset else f"{line}\n\n")


def _extended(statement: SgNode, name: str, source: Source) -> Edit:
    """*name* in its place among those that *statement* imports."""
    names = _imported_names(statement)
    texts = [node.text() for node in names]
    is_sorted = texts == sorted(texts, key=_isort)
    index = next((i for i, t in enumerate(texts) if is_sorted and _isort(t) > _isort(name)), None)
    if is_multiline(statement):
        if not all(source.is_alone(node, ",") for node in names):
            raise Uncertain("an import of several lines in no usual form")
        indent = source.indent(start(names[0]))
        if index is not None:
            return insert(start(names[index]), f"{name},\n{indent}")
        return insert(end(names[-1]), f",\n{indent}{name}")
    if source.width(start(statement)) + len(name) + 2 > source.limit:
        texts.insert(len(texts) if index is None else index, name)
        inner = "".join(f"{source.unit}{text},\n" for text in texts)
        return replace(statement, f"from {_module_of(statement)} import (\n{inner})")
    if index is not None:
        return insert(start(names[index]), f"{name}, ")
    return insert(end(names[-1]), f", {name}")


def _statements(source: Source) -> list[SgNode]:
    """The import statements at the top, up to the first statement of another kind."""
    found = []
    for node in source.root.children():
        if node.kind() in _STATEMENTS:
            found.append(node)
        elif found and node.kind() != "comment":
            break
    return found


def _imported_names(statement: SgNode) -> list[SgNode]:
    names = items(statement)
    return names[1:] if statement.kind() == "import_from_statement" else names


def _local(name: SgNode) -> str:
    alias = name.field("alias")
    return alias.text() if alias is not None else name.text().partition(".")[0]


def _uses(name: str, source: Source) -> Iterator[int]:
    """Where *name* is read: as a name, or in a text that may be a type or a list of exports."""
    for node in source.root.find_all(kind="identifier"):
        parent = node.parent()
        part = (
            parent.field("attribute" if parent.kind() == "attribute" else "name")
            if parent
            else None
        )
        is_anothers = (
            parent is not None
            and parent.kind() in ("attribute", "keyword_argument")
            and part is not None
            and start(part) == start(node)
        )
        if node.text() == name and not is_anothers:
            yield start(node)
    for node in source.root.find_all(kind="string_content"):
        is_type = any(outer.kind() == "type" for outer in node.ancestors())
        if re.search(rf"\b{name}\b", node.text()) and (is_type or node.text() == name):
            yield start(node)


def _module_of(statement: SgNode) -> str:
    if statement.kind() == "import_statement":
        return ""
    return field(statement, "module_name").text()


def _without(statement: SgNode, source: Source, added: Sequence[Edit]) -> Edit:
    """*statement*'s lines taken away, and the empty one behind if they were a group alone."""
    first, last = source.lines_of(statement)
    if any(edit.start in (first, last) for edit in added):
        return Edit(first, last, "")
    is_group_start = not source.text[:first].strip() or source.text[:first].endswith("\n\n")
    if is_group_start and source.text[last:].startswith("\n"):
        last += 1
    return Edit(first, last, "")


def _order(statement: str, own: set[str]) -> tuple[int, bool, str]:
    """By what isort's default sorts: the group, plain imports first, the module."""
    words = statement.split()
    module = words[1]
    top = module.partition(".")[0].rstrip(",")
    is_own = not top or top in own
    group = 0 if top in sys.stdlib_module_names else 1 + is_own
    return group, words[0] == "from", module.lower()


def _packages(path: str) -> list[str]:
    return path.removesuffix(".py").split("/")[:2]


def _isort(name: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest: isort's default order of names."""
    name = name.partition(" ")[0]
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name


def _holds(node: SgNode, offset: int) -> bool:
    return start(node) <= offset < end(node)
