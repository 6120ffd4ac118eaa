"""Repairs of what holds up the event loop, or never runs on it."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import Attribute, Constant
from flake8_fastapi_arch.patches.edits import Edit, replace, spread
from flake8_fastapi_arch.patches.finding import Finding, Made, awaited
from flake8_fastapi_arch.patches.imports import dropped, imported, imported_module
from flake8_fastapi_arch.patches.repair import repairs
from flake8_fastapi_arch.patches.source import (
    Uncertain,
    end,
    field,
    is_multiline,
    items,
    start,
)
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_IN_A_THREAD = ("fastapi.concurrency", "starlette.concurrency")
# Functions that do all of their work before they return, and keep to no thread.
_WHOLE = (
    "requests.get", "requests.post", "requests.put", "requests.patch", "requests.delete",
    "requests.head", "requests.options", "requests.request", "subprocess.run", "subprocess.call",
    "subprocess.check_call", "subprocess.check_output", "os.system", "shutil.copytree",
    "shutil.rmtree", "shutil.move",
)  # fmt: skip


@repairs("FAA401")
def leave_the_event_loop(finding: Finding) -> Iterator[Edit]:
    """Sleep with ``asyncio``; let a thread do what has no coroutine of its own."""
    name = finding.detail("call")
    made = finding.call_of(name)
    finding.coroutine_around(made.node)
    if name == "time.sleep":
        yield from _sleep(made, finding)
    elif name in _WHOLE and not _streams(made):
        yield from _in_a_thread(made, finding)
    else:
        raise Uncertain("the work may not be done when it returns")


@repairs("FAA406")
def await_the_coroutine(finding: Finding) -> Iterator[Edit]:
    """Write ``await`` before the call."""
    coroutines = finding.project.coroutines
    found = [
        made
        for made, site, symbol in _sites(finding)
        if not site.is_awaited
        and (called := coroutines.called(site))
        and coroutines.fate(called, site, symbol)
    ]
    if len(found) != 1:
        raise Uncertain("several coroutines")
    node = found[0].node
    finding.coroutine_around(node)
    yield replace(node, awaited(node, node.text()))


@repairs("FAA411")
def await_what_is_run(finding: Finding) -> Iterator[Edit]:
    """Write ``await work()`` for ``asyncio.run(work())`` in a coroutine."""
    made = finding.call_of("asyncio.run")
    finding.coroutine_around(made.node)
    inside = items(field(made.node, "arguments"))
    if len(inside) != 1 or inside[0].kind() != "call":
        raise Uncertain("what is run is no call")
    yield replace(made.node, awaited(made.node, inside[0].text()))
    run = field(made.node, "function")
    yield from dropped(run.text().partition(".")[0], run, finding)


@repairs("FAA416")
def await_the_twin(finding: Finding) -> Iterator[Edit]:
    """Await the method's twin."""
    wanted = finding.detail("call").rpartition(".")[2]
    found = [
        made
        for made in finding.calls
        if isinstance(made.call.func, Attribute) and made.call.func.attr == wanted
    ]
    if len(found) != 1:
        raise Uncertain("several such calls")
    node = found[0].node
    finding.coroutine_around(node)
    called = field(field(node, "function"), "attribute")
    first, twin = start(node), finding.detail("twin")
    text = node.text()
    text = text[: start(called) - first] + twin + text[end(called) - first :]
    yield replace(node, awaited(node, text))


def _sleep(made: Made, finding: Finding) -> Iterator[Edit]:
    parent = made.node.parent()
    if parent is None or parent.kind() != "expression_statement":
        raise Uncertain("what sleep returns is used")
    asyncio, added = imported_module("asyncio", made.scope, finding)
    arguments = field(made.node, "arguments").text()
    yield replace(made.node, f"await {asyncio}.sleep{arguments}")
    yield from added
    called = field(made.node, "function")
    yield from dropped(called.text().partition(".")[0], called, finding, added)


def _in_a_thread(made: Made, finding: Finding) -> Iterator[Edit]:
    node, source = made.node, finding.source
    function, added = imported("run_in_threadpool", _IN_A_THREAD, made.scope, finding)
    brackets, called = field(node, "arguments"), field(node, "function").text()
    given = [called, *(item.text() for item in items(brackets))]
    text = f"{function}({', '.join(given)})"
    if is_multiline(brackets):
        first = items(brackets)[0]
        if not source.is_alone(first, ","):
            raise Uncertain("the arguments are laid out in no usual way")
        offset = start(first) - start(brackets)
        before, behind = brackets.text()[:offset], brackets.text()[offset:]
        text = f"{function}{before}{called},\n{source.indent(start(first))}{behind}"
    elif source.width(start(node)) + len(text) + len("await ") - len(node.text()) > source.limit:
        text = function + spread(given, brackets, source)
    yield replace(node, awaited(node, text))
    yield from added


def _streams(made: Made) -> bool:
    """Whether the body is read after the call, or what is passed cannot be told."""
    stream = made.call.keyword("stream")
    is_off = stream is None or (isinstance(stream, Constant) and stream.value is False)
    return made.call.is_spread or not is_off


def _sites(finding: Finding) -> Iterator[tuple[Made, Site, FunctionSymbol]]:
    """The calls there, as the function around them makes them."""
    function, _ = finding.function
    symbol = FunctionSymbol(finding.module, function)
    for site in finding.project.effects.sites(symbol):
        for made in finding.calls:
            if site.call is made.call:
                yield made, site, symbol
