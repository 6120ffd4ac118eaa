"""Repairs of what the decorators of routes say."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import ImportFrom, Name
from flake8_fastapi_arch.patches.edits import Edit, add_argument, keyword, remove_item, replace
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import Uncertain, end, field, has, start


@repairs("FAA107")
def leave_out_the_response_model(finding: Finding) -> Iterator[Edit]:
    """Take ``response_model=`` out of the decorator."""
    function, node = finding.function
    is_text = has(field(node, "return_type"), "string") or postpones_annotations(finding)
    if is_text and "<locals>" in function.qualname:
        raise Uncertain("FastAPI may not find the name in the annotation")
    model = keyword(finding.node("call"), "response_model")
    if model is None:
        raise Uncertain("no response model")
    yield from remove_item(model, finding.source)


@repairs("FAA111")
def answer_201(finding: Finding) -> Iterator[Edit]:
    """Give the decorator ``status_code=201``, by name where the file names statuses."""
    function, node = finding.function
    decorated = node.parent()
    found = [] if decorated is None else decorated.children()
    calls = [
        c for d in found if d.kind() == "decorator" for c in d.children() if c.kind() == "call"
    ]
    if len(calls) != 1 or keyword(calls[0], "status_code") is not None:
        raise Uncertain("several decorators")
    scope = finding.project.names.scope_around(finding.module, function)
    status = Name("status", function.line, function.col)
    is_named = "fastapi.status" in finding.project.names.dotted(status, scope)
    value = "status.HTTP_201_CREATED" if is_named else "201"
    yield from add_argument(calls[0], f"status_code={value}", finding.source)


@repairs("FAA112")
def return_nothing(finding: Finding) -> Iterator[Edit]:
    """Return nothing in place of data that nobody gets, and say so in the annotation."""
    if finding.diagnostic.match.anchor == "response":
        raise Uncertain("a response of another class is to be made")
    function, node = finding.function
    statement = finding.node("return_statement")
    returned = statement.children()[1]
    outer = {"call", "await", "yield", "named_expression", "comment", "subscript"}
    if has(returned, *outer) or returned.kind() in outer:
        raise Uncertain("what is returned does something")
    parameters = {parameter.name for parameter in function.parameters}
    if not {name.text() for name in returned.find_all(kind="identifier")} <= parameters:
        raise Uncertain("a variable may be left unused")
    if len(list(field(node, "body").find_all(kind="return_statement"))) > 1:
        raise Uncertain("it returns elsewhere, too")
    body = field(node, "body")
    is_last = end(body) == end(statement) and len(body.named_children()) > 1
    block = statement.parent()
    if is_last and block is not None and start(block) == start(body):
        if not finding.source.is_alone(statement):
            raise Uncertain("something else on the line")
        yield Edit(*finding.source.lines_of(statement), "")
    else:
        yield replace(statement, "return")
    annotation = node.field("return_type")
    if annotation is not None:
        yield replace(annotation, "None")


@repairs("FAA115")
def name_the_method(finding: Finding) -> Iterator[Edit]:
    """Write ``@router.get`` for ``@router.api_route`` with that method."""
    call = finding.node("call")
    decorator = field(call, "function")
    if decorator.kind() != "attribute" or field(decorator, "attribute").text() != "api_route":
        raise Uncertain("Starlette's route gets a bare request")
    yield replace(field(decorator, "attribute"), finding.detail("method").lower())
    methods = keyword(call, "methods")
    if methods is not None:
        yield from remove_item(methods, finding.source)


def postpones_annotations(finding: Finding) -> bool:
    """Whether the file says ``from __future__ import annotations``."""
    return any(
        isinstance(statement, ImportFrom)
        and statement.module == "__future__"
        and any(name.name == "annotations" for name in statement.names)
        for statement in finding.module.body
    )
