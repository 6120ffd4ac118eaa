"""Repairs of how database sessions are made, closed and asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.patches.edits import Edit, reindented, replace
from flake8_fastapi_arch.patches.finding import Finding, Made, awaited
from flake8_fastapi_arch.patches.imports import imported
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import (
    Uncertain,
    end,
    field,
    has,
    is_multiline,
    items,
    start,
)
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_ASYNC = "sqlalchemy.ext.asyncio.AsyncSession"
_SAME_ROWS = frozenset({"filter", "filter_by", "order_by", "query", "select", "where"})


@repairs("FAA206")
def let_the_database_count(finding: Finding) -> Iterator[Edit]:
    """Write ``query.count()`` for ``len(query.all())``, where both count the same rows."""
    node = finding.node("call")
    loaded = items(field(node, "arguments"))
    if field(node, "function").text() != "len" or len(loaded) != 1:
        raise Uncertain("it is not counted there")
    counted = _chain(loaded[0])
    if len(counted) > 1 and counted[0][0] == "all" and counted[-1][0] == "query":
        _must_keep_all_rows(counted[1:])
        if len(items(field(counted[-1][1], "arguments"))) != 1:
            raise Uncertain("several entities")
        everything = field(field(counted[0][1], "function"), "attribute")
        text = finding.source.text[start(loaded[0]) : start(everything)]
        yield replace(node, f"{text}count()")
    else:
        yield from _count_of_select(node, counted, finding)


def _count_of_select(
    node: SgNode, counted: list[tuple[str, SgNode]], finding: Finding
) -> Iterator[Edit]:
    """``session.scalar(select(func.count()).select_from(Order))`` for all of ``select(Order)``."""
    match counted:
        case [("all", _), ("scalars", executed)]:
            pass
        case [("all", _), ("scalars", scalars), ("execute", executed)] if not items(
            field(scalars, "arguments")
        ):
            pass
        case _:
            raise Uncertain("the rows come from elsewhere")
    arguments = items(field(executed, "arguments"))
    if len(arguments) != 1 or has(node, "comment") or is_multiline(node):
        raise Uncertain("more than a statement, or of several lines")
    selected = _chain(arguments[0])
    if not selected or selected[-1][0] != "select":
        raise Uncertain("the statement is made elsewhere")
    select = selected[-1][1]
    entities = items(field(select, "arguments"))
    if len(entities) != 1 or entities[0].kind() not in ("identifier", "attribute"):
        raise Uncertain("several entities")
    _must_keep_all_rows(selected)
    if any(name == "order_by" for name, _ in selected):
        raise Uncertain("a count has no order")
    function, _ = finding.function
    scope = finding.project.names.scope_of(finding.module, function)
    func, added = imported("func", ("sqlalchemy",), scope, finding)
    entity = entities[0].text().partition(".")[0]
    rest = finding.source.text[end(select) : end(arguments[0])]
    session = field(field(executed, "function"), "object").text()
    called = field(select, "function").text()
    text = f"{session}.scalar({called}({func}.count()).select_from({entity}){rest})"
    is_awaited = has(node, "await")
    if finding.source.width(start(node)) + len(text) - len(node.text()) > finding.source.limit:
        raise Uncertain("too long for one line")
    yield replace(node, awaited(node, text) if is_awaited else text)
    yield from added


def _chain(node: SgNode) -> list[tuple[str, SgNode]]:
    """The calls that *node* is made of, ``a.b().c()``: last first, each with its name."""
    found: list[tuple[str, SgNode]] = []
    while True:
        match node.kind():
            case "parenthesized_expression" | "await":
                node = node.named_children()[0]
            case "call":
                function = field(node, "function")
                if function.kind() != "attribute":
                    return [*found, (function.text(), node)]
                found.append((field(function, "attribute").text(), node))
                node = field(function, "object")
                if found[-1][0] in ("query", "execute") or (
                    found[-1][0] == "scalars" and items(field(found[-1][1], "arguments"))
                ):
                    return found
            case _:
                return found


def _must_keep_all_rows(chain: list[tuple[str, SgNode]]) -> None:
    """Raise Uncertain where the rows that are loaded may be other ones than those that match."""
    if not _SAME_ROWS.issuperset(name for name, _ in chain):
        raise Uncertain("rows that are loaded may be fewer")


@repairs("FAA213")
def close_the_session(finding: Finding) -> Iterator[Edit]:
    """Let ``with`` close the session that the dependency gives."""
    function, node = finding.function
    symbol = FunctionSymbol(finding.module, function)
    if finding.project.environment.certainly("sqlalchemy", "<1.4", finding.module.path):
        raise Uncertain("a session is no context manager there")
    if finding.is_used_by_hand(symbol):
        raise Uncertain("the project calls it by hand")
    statement = _statement(finding.call.node)
    body = field(node, "body")
    block = statement.parent()
    if block is None or start(block) != start(body):
        raise Uncertain("only on some paths")
    with_ = "async with" if _is_asynchronous(finding) else "with"
    if with_ == "async with" and not function.is_async:
        raise Uncertain("the function has to become a coroutine")
    if function.is_generator:
        yield from _around_yield(statement, body, with_, finding)
    else:
        yield from _in_place_of_return(statement, function, node, with_, finding)


def _around_yield(statement: SgNode, body: SgNode, with_: str, finding: Finding) -> Iterator[Edit]:
    """Put what follows the assignment into ``with``, less the ``close`` at its end."""
    source = finding.source
    name, made = _assigned(statement)
    rest = [s for s in body.named_children() if start(s) > start(statement)]
    if not rest or any(re.fullmatch(rf"{name}\b.*", _target(s)) for s in rest):
        raise Uncertain("the session is assigned anew")
    last = rest[-1]
    is_closed = re.fullmatch(rf"(await )?{name}\.close\(\)", last.text()) is not None
    if is_closed and len(rest) > 1:
        behind = source.next_line(end(rest[-2]))
        if source.text[behind : start(last)].strip():
            raise Uncertain("a comment above what would go")
        yield Edit(behind, source.next_line(end(last)), "")
        last = rest[-2]
    if not all(source.is_alone(s) for s in (statement, rest[0])) or _closes(name, rest[:-1]):
        raise Uncertain("laid out, or closed, in no usual way")
    yield replace(statement, f"{with_} {made} as {name}:")
    first, behind = source.line_start(start(rest[0])), source.next_line(end(last))
    yield Edit(first, behind, reindented(source, first, behind, source.unit))
    gap = source.next_line(end(statement))
    if not source.text[gap:first].strip():
        yield Edit(gap, first, "")


def _in_place_of_return(
    statement: SgNode, function: Function, node: SgNode, with_: str, finding: Finding
) -> Iterator[Edit]:
    """Yield inside of ``with`` what was returned."""
    source = finding.source
    if statement.kind() == "return_statement":
        name, made, last = "session", statement.children()[1].text(), statement
        scope = finding.project.names.scope_of(finding.module, function)
        if scope.find(name) is not None:
            raise Uncertain("the name is taken")
    else:
        name, made = _assigned(statement)
        behind = statement.next()
        if behind is None or behind.text() != f"return {name}":
            raise Uncertain("more is done before it is returned")
        last = behind
    if len(list(node.find_all(kind="return_statement"))) != 1 or "\n" in made:
        raise Uncertain("it returns elsewhere, too")
    indent = source.indent(start(statement))
    text = f"{with_} {made} as {name}:\n{indent}{source.unit}yield {name}"
    yield Edit(start(statement), end(last), text)
    annotation = node.field("return_type")
    if annotation is not None:
        kind = "AsyncIterator" if function.is_async else "Iterator"
        scope = finding.project.names.scope_around(finding.module, function)
        iterator, added = imported(kind, ("collections.abc", "typing"), scope, finding)
        if annotation.text().startswith(("'", '"')):
            raise Uncertain("a type in quotes")
        yield replace(annotation, f"{iterator}[{annotation.text()}]")
        yield from added


def _statement(node: SgNode) -> SgNode:
    """The assignment or return that *node* is the value of."""
    parent = node.parent()
    if parent is not None and parent.kind() == "assignment":
        parent = parent.parent()
    if parent is None or parent.kind() not in ("expression_statement", "return_statement"):
        raise Uncertain("the session is used at once")
    return parent


def _assigned(statement: SgNode) -> tuple[str, str]:
    """The name that *statement* assigns, and the text of what it assigns."""
    assignment = statement.children()[0]
    if assignment.kind() != "assignment" or assignment.field("type") is not None:
        raise Uncertain("no plain assignment")
    name = field(assignment, "left")
    if name.kind() != "identifier":
        raise Uncertain("not a name")
    return name.text(), field(assignment, "right").text()


def _target(statement: SgNode) -> str:
    assigned = statement.children()[0] if statement.children() else statement
    return field(assigned, "left").text() if assigned.kind() == "assignment" else ""


def _closes(name: str, statements: list[SgNode]) -> bool:
    return any(f"{name}.close()" in statement.text() for statement in statements)


def _is_asynchronous(finding: Finding) -> bool:
    made: Made = finding.call
    types = finding.project.types
    return any(types.is_a(value, _ASYNC) for value in types.of(made.call, made.scope))
