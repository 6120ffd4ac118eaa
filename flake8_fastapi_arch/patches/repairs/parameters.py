"""Repairs of what handlers and dependencies declare as their parameters."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from ast_grep_py import SgNode

from flake8_fastapi_arch.facts.model import (
    Call,
    Constant,
    Expression,
    Function,
    Module,
    Name,
    Node,
    Parameter,
)
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.patches.edits import Edit, applied, remove_item, replace
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.imports import imported
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.repairs.routes import postpones_annotations
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
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_SOLVED = ("Depends", "Security")
_MARKERS = (*_SOLVED, "Query", "Path", "Header", "Cookie", "Body", "Form", "File")
_PARAMETERS = ("identifier", "typed_parameter", "default_parameter", "typed_default_parameter")
_NONE = ("None", "Optional", "Any")


@dataclasses.dataclass(frozen=True)
class _Slot:
    """A parameter as it stands there, as it will be written, and whether it has a default then."""

    record: Parameter
    node: SgNode
    text: str
    has_default: bool


@repairs("FAA108")
def annotate_the_parameters(finding: Finding) -> Iterator[Edit]:
    """Move each marker of the function from the default into ``Annotated``.

    All of them at once: one alone may have to stand behind another with a default.
    """
    function, node = finding.function
    scope = finding.project.names.scope_around(finding.module, function)
    annotated, added = imported("Annotated", ("typing", "typing_extensions"), scope, finding)
    brackets = field(node, "parameters")
    slots = [
        _slot(record, item, annotated, scope, finding)
        for record, item in _paired(function, brackets)
    ]
    _must_not_be_called(function, slots, finding)
    ordered = _in_legal_order(slots)
    if ordered != slots and has(brackets, "comment"):
        raise Uncertain("a comment may speak of a parameter that moves")
    edits = [replace(old.node, new.text) for old, new in zip(slots, ordered)]
    edits = [e for e in edits if finding.source.text[e.start : e.end] != e.text]
    if not is_multiline(brackets) and _is_too_wide(brackets, edits, finding.source):
        edits = [_over_lines(brackets, edits, finding.source)]
    yield from edits
    yield from added


@repairs("FAA511")
def pass_the_function(finding: Finding) -> Iterator[Edit]:
    """Give ``Depends`` the function, without calling it."""
    for made in finding.calls:
        given = made.call.args[0] if made.call.args else made.call.keyword("dependency")
        if isinstance(given, Call) and not given.passed and made is finding.calls[0]:
            node = items(field(made.node, "arguments"))[0]
            call = field(node, "value") if node.kind() == "keyword_argument" else node
            yield replace(call, field(call, "function").text())
            return
    raise Uncertain("the call takes arguments")


def _paired(function: Function, brackets: SgNode) -> Iterator[tuple[Parameter, SgNode]]:
    """The parameters that have a name and can have a default, each with its node."""
    named = [p for p in function.parameters if p.kind in ("positional", "normal", "keyword")]
    nodes = [item for item in items(brackets) if _is_named(item)]
    if len(named) != len(nodes):
        raise Uncertain("the text is another one")
    yield from zip(named, nodes)


def _is_named(item: SgNode) -> bool:
    first = item.children()[0].kind() if item.children() else ""
    return item.kind() in _PARAMETERS and "splat" not in first


def _slot(record: Parameter, node: SgNode, annotated: str, scope: Scope, finding: Finding) -> _Slot:
    default, source = record.default, finding.source
    marker = _marker(default, scope, finding)
    if marker is None or not isinstance(default, Call):
        return _Slot(record, node, node.text(), default is not None)
    if record.annotation is None or any(finding.project.names.metadata(record.annotation, scope)):
        raise Uncertain("no type, or one that says more")
    if default.is_spread or has(node, "comment"):
        raise Uncertain("what the marker gets cannot be told")
    if postpones_annotations(finding):
        _must_be_global((default, record.annotation), scope, finding)
    call, value = field(node, "value"), None
    if marker not in _SOLVED:
        call_text, value = _split(call, source)
    else:
        call_text = call.text()
    annotation = field(node, "type").text()
    if value == "None" and not any(word in annotation for word in _NONE):
        raise Uncertain("the type does not allow the default")
    type_text = f"{annotated}[{annotation}, {call_text}]"
    if "\n" in call_text:
        type_text = _over_several(annotated, annotation, call_text, call, source)
    name = field(node, "name").text()
    text = f"{name}: {type_text}" + (f" = {value}" if value is not None else "")
    return _Slot(record, node, text, value is not None)


def _marker(default: Expression | None, scope: Scope, finding: Finding) -> str | None:
    if not isinstance(default, Call):
        return None
    for dotted in finding.project.names.dotted(default.func, scope):
        module, _, name = dotted.rpartition(".")
        if module.partition(".")[0] == "fastapi" and name in _MARKERS:
            return name
    return None


def _split(call: SgNode, source: Source) -> tuple[str, str | None]:
    """The marker without its default, and the default, None where there is none."""
    for argument in items(field(call, "arguments")):
        is_keyword = argument.kind() == "keyword_argument"
        if is_keyword and field(argument, "name").text() != "default":
            continue
        value = field(argument, "value").text() if is_keyword else argument.text()
        if value.rpartition(".")[2] in ("Undefined", "PydanticUndefined", "Required"):
            raise Uncertain("a default of Pydantic's own")
        if "\n" in value:
            raise Uncertain("a default of several lines")
        edits = remove_item(argument, source)
        moved = [Edit(e.start - start(call), e.end - start(call), e.text) for e in edits]
        return applied(call.text(), moved), None if value == "..." else value
    return call.text(), None


def _over_several(
    annotated: str, annotation: str, call_text: str, call: SgNode, source: Source
) -> str:
    """``Annotated[...]`` with a marker of several lines, indented one level more."""
    if has(call, "string") and any(map(is_multiline, call.find_all(kind="string"))):
        raise Uncertain("a text of several lines")
    outer = source.indent(start(call))
    inner = outer + source.unit
    first, *rest = call_text.split("\n")
    lines = [inner + annotation + ",", inner + first]
    lines += [source.unit + line if line.strip() else line for line in rest]
    return f"{annotated}[\n" + "\n".join(lines) + f",\n{outer}]"


def _in_legal_order(slots: Sequence[_Slot]) -> list[_Slot]:
    """The parameters with those that may be left out behind those that may not; keyword-only ones
    stay."""
    positional = [s for s in slots if s.record.kind != "keyword"]
    if any(s.record.kind == "positional" for s in positional):
        raise Uncertain("parameters that have no name for callers")
    required = [s for s in positional if not s.has_default]
    optional = [s for s in positional if s.has_default]
    return [*required, *optional, *(s for s in slots if s.record.kind == "keyword")]


def _must_not_be_called(function: Function, slots: Sequence[_Slot], finding: Finding) -> None:
    """Raise Uncertain where the project calls *function* itself, with fewer arguments than it will
    need, or by position."""
    symbol = FunctionSymbol(finding.module, function)
    if function.name == "__init__":
        return  # whoever makes the object by hand got the marker, and now an error that says so
    needed = {s.record.name for s in slots if s.record.default is not None and not s.has_default}
    for call in finding.callers(symbol):
        given = {keyword.arg for keyword in call.keywords}
        if call.is_spread or call.args or not needed <= given:
            raise Uncertain("the project calls it by hand")


def _must_be_global(parts: Sequence[Node], scope: Scope, finding: Finding) -> None:
    """Raise Uncertain where a postponed annotation names what FastAPI cannot look up later."""
    for part in parts:
        for node in walk(part):
            if isinstance(node, Name):
                found = scope.find(node.id)
                if found is not None and not isinstance(found[0].owner, Module):
                    raise Uncertain(f"`{node.id}` is local")
            elif not isinstance(node, (Constant, Call, Node)):
                raise Uncertain("an expression that runs later")


def _is_too_wide(brackets: SgNode, edits: Sequence[Edit], source: Source) -> bool:
    more = sum(len(e.text) - (e.end - e.start) for e in edits)
    multiline = any("\n" in e.text for e in edits)
    return multiline or source.width(start(brackets)) + more > source.limit


def _over_lines(brackets: SgNode, edits: Sequence[Edit], source: Source) -> Edit:
    """The parameters on one line each."""
    if has(brackets, "comment"):
        raise Uncertain("a comment within the parameters")
    texts = {e.start: e.text for e in edits}
    outer = source.indent(start(brackets))
    lines = [
        f"{outer}{source.unit}{texts.get(start(item), item.text())}," for item in items(brackets)
    ]
    return Edit(start(brackets), end(brackets), "(\n" + "\n".join(lines) + f"\n{outer})")
