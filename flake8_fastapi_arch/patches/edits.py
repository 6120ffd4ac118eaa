"""Changes of text that keep the layout: arguments, imports, indentation."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ast_grep_py import SgNode

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


class Edit(NamedTuple):
    """*text* in place of what lies between two offsets of the source."""

    start: int
    end: int
    text: str


def replace(node: SgNode, text: str) -> Edit:
    """*text* in place of *node*."""
    return Edit(start(node), end(node), text)


def insert(offset: int, text: str) -> Edit:
    """*text* at *offset*."""
    return Edit(offset, offset, text)


def applied(text: str, edits: Sequence[Edit]) -> str:
    """*text* with *edits* made; raises Uncertain where they lie within each other."""
    pieces, position = [], 0
    for edit in sorted(set(edits)):
        if edit.start < position:
            raise Uncertain("edits overlap")
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])


def keyword(call: SgNode, name: str) -> SgNode | None:
    """The argument ``name=...`` of *call*."""
    for argument in items(_list(call)):
        if argument.kind() == "keyword_argument" and field(argument, "name").text() == name:
            return argument
    return None


def remove_item(item: SgNode, source: Source) -> Iterator[Edit]:
    """Take *item*, an argument, a parameter or an imported name, out of its brackets."""
    brackets = item.parent()
    if brackets is None:
        raise Uncertain("no brackets")
    inside = items(brackets)
    if brackets.kind() == "import_from_statement":
        inside = inside[1:]
    _no_comment_at(item, brackets)
    index = next(i for i, other in enumerate(inside) if start(other) == start(item))
    others = [*inside[:index], *inside[index + 1 :]]
    if not others:
        yield Edit(start(item), end(brackets) - 1, "")
    elif len(others) == 1 and (text := _on_one_line(brackets, others, source)) is not None:
        yield replace(brackets, text)
    elif source.is_alone(item, ",") and others[-1] is not inside[-2]:
        yield Edit(*source.lines_of(item), "")
    elif index + 1 < len(inside):
        yield Edit(start(item), start(inside[index + 1]), "")
    elif source.is_alone(item, ",") and source.text[end(item) :].lstrip().startswith(","):
        yield Edit(*source.lines_of(item), "")
    else:
        yield Edit(end(inside[index - 1]), end(item), "")


def add_argument(call: SgNode, text: str, source: Source) -> Iterator[Edit]:
    """Add the argument *text* at the end of *call*."""
    brackets = _list(call)
    inside = items(brackets)
    if not inside:
        if has(brackets, "comment"):
            raise Uncertain("a comment in empty brackets")
        yield replace(brackets, f"({text})")
        return
    last = inside[-1]
    behind = source.text[end(last) : end(brackets) - 1]
    if "\n" in behind and behind.lstrip().startswith(","):
        if source.line_start(start(last)) != start(last) - len(source.indent(start(last))):
            yield insert(end(last), f", {text}")
        else:
            closing = source.line_start(end(brackets) - 1)
            yield insert(closing, f"{source.indent(start(last))}{text},\n")
    elif "#" in behind:
        raise Uncertain("a comment behind the last argument")
    elif is_multiline(brackets):
        yield insert(end(last), _joint(last, source) + text)
    elif source.width(start(call)) + len(text) + 2 <= source.limit:
        yield insert(end(last), f", {text}")
    else:
        yield replace(brackets, spread([*(i.text() for i in inside), text], brackets, source))


def spread(texts: Sequence[str], brackets: SgNode, source: Source) -> str:
    """*texts* in brackets over several lines: all on one where they fit, else on one each."""
    outer = source.indent(start(brackets))
    inner = outer + source.unit
    line = inner + ", ".join(texts)
    if len(line) <= source.limit and brackets.kind() == "argument_list":
        return f"(\n{line}\n{outer})"
    return "(\n" + "".join(f"{inner}{text},\n" for text in texts) + f"{outer})"


def reindented(source: Source, first: int, last: int, more: str) -> str:
    """The lines between two offsets, indented by *more*; raises Uncertain where a text would
    change."""
    lines = source.text[first:last]
    for kind in ("string", "line_continuation"):
        for node in source.root.find_all(kind=kind):
            if first <= start(node) < last and is_multiline(node):
                raise Uncertain(f"a {kind} of several lines")
    return textwrap.indent(lines, more)


def _list(call: SgNode) -> SgNode:
    brackets = field(call, "arguments")
    if brackets.kind() != "argument_list":
        raise Uncertain("the argument is a generator")
    return brackets


def _joint(last: SgNode, source: Source) -> str:
    """What separates an argument from *last*, the one before it, in brackets of several lines."""
    if source.text[source.line_start(start(last)) : start(last)].strip():
        return ", "
    return ",\n" + source.indent(start(last))


def _on_one_line(brackets: SgNode, inside: Sequence[SgNode], source: Source) -> str | None:
    """*brackets* with *inside* alone, where they took several lines and now fit on one."""
    if brackets.kind() != "argument_list" or not is_multiline(brackets):
        return None
    text = f"({', '.join(item.text() for item in inside)})"
    before = source.text[source.line_start(start(brackets)) : start(brackets)]
    behind = source.text[end(brackets) : source.next_line(end(brackets))].rstrip("\n")
    fits = len(before + text + behind) <= source.limit
    return text if fits and "\n" not in text and not has(brackets, "comment") else None


def _no_comment_at(item: SgNode, brackets: SgNode) -> None:
    """Raise Uncertain where a comment beside or above *item* may speak of it."""
    first, last = item.range().start.line, item.range().end.line
    for child in brackets.children():
        if child.kind() == "comment" and first - 1 <= child.range().start.line <= last:
            raise Uncertain("a comment beside what would go")
    if has(item, "comment"):
        raise Uncertain("a comment in what would go")
