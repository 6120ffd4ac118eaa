'''What a client sends stands in a page without being escaped.

A link whose parameter holds `<script>` runs that script in the browser of whoever follows it, as a
part of the site and with the visitor's session. FastAPI's templates escape what they insert;
f-strings do not, nor does an `Environment` of Jinja's that is made without `autoescape`.

Bad:

```python title="app.py"
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


def page(content: str) -> str:
    return f"<html><body>{content}</body></html>"


@app.get("/search")
def search(q: str) -> HTMLResponse:
    """What was found."""
    return HTMLResponse(page(f"<h1>Nothing found for {q}</h1>"))  # FAA315
```

Good:

```python title="app.py"
from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


def page(content: str) -> str:
    return f"<html><body>{content}</body></html>"


@app.get("/search")
def search(q: str) -> HTMLResponse:
    """What was found."""
    return HTMLResponse(page(f"<h1>Nothing found for {escape(q)}</h1>"))
```

Silent for templates that escape, for `html.escape` and every other function that is not known to
leave a text as it is, for headers and JSON bodies (no link sets them), and for values that are no
free text or that the function tests before.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Expression, Function, Return
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.security.request_data import Flow, Policy
from flake8_fastapi_arch.project.security.sinks import SinkCall

_LINK = Policy(frozenset({"path", "segment", "query", "form"}))
_PAGE = "starlette.responses.HTMLResponse"


@checker(
    code="FAA315",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{value}` of the request stands unescaped in the page of {chain}; escape it",
    advice="Let a template insert `{value}` into the page, or put it through `html.escape` first.",
    cwe=(79,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/"
        "Cross_Site_Scripting_Prevention_Cheat_Sheet.html",
    ),
)
def html_injection(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "html", _LINK):
        if _is_page(sink, context):
            yield _found(sink.site.call, flow, context, sink.sink.name)
    names = context.project.names
    scope = names.scope_around(context.module, function)
    if any(_answers_with_pages(decorator, scope, context) for decorator in function.decorators):
        inner = names.scope_of(context.module, function)
        for node in own(function, Return):
            if node.value is not None:
                answered = data.flow(node.value, inner, _LINK)
                if answered is not None:
                    yield _found(node, answered, context, _PAGE)


def _found(place: Call | Return, flow: Flow, context: Context, sink: str) -> Match:
    return at(
        place,
        related=context.passed_by(flow),
        anchor=f"{flow.source.name} {sink}",
        value=flow.source.name,
        chain=flow.chain(sink.rpartition(".")[2]),
    )


def _is_page(sink: SinkCall, context: Context) -> bool:
    """Whether the response says of itself that it is HTML."""
    if sink.sink.name == _PAGE:
        return True
    kind = sink.site.call.keyword("media_type")
    return (
        isinstance(kind, Constant)
        and isinstance(kind.value, str)
        and kind.value.startswith("text/html")
    )


def _answers_with_pages(decorator: Expression, scope: Scope, context: Context) -> bool:
    """``@app.get("/", response_class=HTMLResponse)``"""
    if not isinstance(decorator, Call):
        return False
    kind = decorator.keyword("response_class")
    return kind is not None and _PAGE in context.project.names.dotted(kind, scope)
