"""Repairs that are an argument more, fewer, or by another name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.patches.edits import (
    Edit,
    add_argument,
    keyword,
    remove_item,
    replace,
)
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.imports import dropped
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import Uncertain, field, items


@repairs("FAA127")
def name_the_constraint(finding: Finding) -> Iterator[Edit]:
    """Write the limit by the name that Pydantic knows."""
    call = finding.call.node
    limit = keyword(call, finding.detail("keyword"))
    meant = re.fullmatch(r"write `(\w+)`", finding.detail("repair"))
    if limit is None or meant is None or keyword(call, meant[1]) is not None:
        raise Uncertain("no other name is known")
    yield replace(field(limit, "name"), meant[1])


@repairs("FAA222")
def ping_before_use(finding: Finding) -> Iterator[Edit]:
    """Let the pool look whether a connection lives."""
    yield from add_argument(finding.call.node, "pool_pre_ping=True", finding.source)


@repairs("FAA223")
def do_not_echo(finding: Finding) -> Iterator[Edit]:
    """Take ``echo=`` away: it is off by default."""
    yield from _without("echo", finding)


@repairs("FAA231")
def index_the_foreign_key(finding: Finding) -> Iterator[Edit]:
    """Give the column an index."""
    statement = finding.node("assignment")
    column = statement.field("right")
    if column is None or column.kind() != "call" or keyword(column, "index") is not None:
        raise Uncertain("the column is not declared there")
    if field(column, "function").text().rpartition(".")[2] not in (
        "mapped_column", "Column", "Field",
    ):  # fmt: skip
        raise Uncertain("the column is made by something else")
    yield from add_argument(column, "index=True", finding.source)


@repairs("FAA322")
def protect_the_cookie(finding: Finding) -> Iterator[Edit]:
    """Set the flags that the cookie lacks."""
    call = finding.call.node
    missing = re.findall(r"`(\w+)`", finding.detail("missing"))
    given = {flag: keyword(call, flag) for flag in missing}
    for argument in given.values():
        if argument is not None:
            yield replace(field(argument, "value"), "True")
    absent = [f"{flag}=True" for flag, argument in given.items() if argument is None]
    if len([a for a in items(field(call, "arguments")) if a.kind() != "keyword_argument"]) > 6:
        raise Uncertain("flags by position")
    if absent:
        yield from add_argument(call, ", ".join(absent), finding.source)


@repairs("FAA328")
def do_not_debug(finding: Finding) -> Iterator[Edit]:
    """Take ``debug=True`` away: it is off by default."""
    if finding.detail("argument") != "debug=True":
        raise Uncertain("either the import string or one process is wanted")
    yield from _without("debug", finding)


@repairs("FAA330")
def verify_certificates(finding: Finding) -> Iterator[Edit]:
    """Take ``verify=False`` away: clients verify by default."""
    yield from _without("verify", finding)


@repairs("FAA611")
def send_the_body_as_content(finding: Finding) -> Iterator[Edit]:
    """Pass raw bodies as ``content=``, and what was made JSON by hand as ``json=``."""
    for made in finding.calls:
        data = keyword(made.node, "data")
        if data is not None:
            break
    else:
        raise Uncertain("no data")
    value = field(data, "value")
    if finding.detail("instead") == "content=":
        yield replace(field(data, "name"), "content")
        return
    inside = items(field(value, "arguments"))
    if len(inside) != 1 or inside[0].kind() in ("keyword_argument", "list_splat"):
        raise Uncertain("json.dumps is told how")
    if keyword(made.node, "json") is not None or keyword(made.node, "headers") is not None:
        raise Uncertain("the content type is set by hand")
    yield replace(data, f"json={inside[0].text()}")
    name = field(value, "function").text().partition(".")[0]
    yield from dropped(name, field(value, "function"), finding)


def _without(name: str, finding: Finding) -> Iterator[Edit]:
    """Take the argument *name* away where it is a literal: a setting is somebody's decision."""
    for made in finding.calls:
        argument = keyword(made.node, name)
        if argument is not None:
            if field(argument, "value").kind() not in ("true", "false", "string"):
                raise Uncertain("a setting")
            yield from remove_item(argument, finding.source)
            return
    raise Uncertain("no such argument")
