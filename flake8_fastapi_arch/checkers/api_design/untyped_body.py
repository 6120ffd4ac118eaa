'''A body that no model describes, though the handler knows its fields.

``await request.json()`` and ``payload: dict`` accept anything. A missing key is a ``KeyError`` and
a 500 where a 422 would name the field, a wrong type travels to the database, and the schema shows
clients an empty object.

Bad:

```python title="app.py"
from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPBearer

app = FastAPI(dependencies=[Depends(HTTPBearer())])


@app.post("/reviews", status_code=201)
async def add_review(request: Request) -> str:
    """A review."""
    review = await request.json()  # FAA121
    return f"{review['stars']}: {review['text']}"


@app.put("/reviews/{review_id}")
def change_review(review_id: int, review: dict[str, object]) -> str:  # FAA121
    """Another text."""
    return f"{review_id}: {review['text']}"
```

Good:

```python title="app.py"
from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI(dependencies=[Depends(HTTPBearer())])


class Review(BaseModel):
    stars: int = 5
    text: str


@app.post("/reviews", status_code=201)
def add_review(review: Review) -> str:
    """A review."""
    return f"{review.stars}: {review.text}"


@app.put("/reviews/{review_id}")
def change_review(review_id: int, review: Review) -> str:
    """Another text."""
    return f"{review_id}: {review.text}"
```

Silent where the body is handed on as a whole, to a proxied service or to a model, where no key of
it is written out, where a model or the raw body is read too (a signature is verified), about
webhooks, forms that come as JSON as well, and routes that are not in the schema.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    Name,
    Node,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import children, own_calls, statements
from flake8_fastapi_arch.project.routes.application import Handler, Route

_ANYTHING = re.compile(
    r"(typing[.:])?(Optional\[)?"
    r"((typing\.)?(dict|Dict|Mapping|MutableMapping)(\[str, (typing\.)?(Any|object)\])?|Any)"
    r"\]?( \| None)?"
)
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FROM_MACHINES = re.compile(r"hook|callback|event|notif|ingest|rpc|proxy|graphql", re.IGNORECASE)
_READING = frozenset({"get", "pop", "setdefault"})
_ASIDE = frozenset({"isinstance", "len", "print", "bool", "type"})


@checker(
    code="FAA121",
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{body}` may be anything, but `{handler}` reads `{key}` of it; declare a model",
    advice="Declare a model with the fields that `{handler}` reads of `{body}` ({keys}), and take "
    "it as the parameter.",
)
def untyped_body(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if not all(map(_takes_data, routes)):
        return
    if _FROM_MACHINES.search(f"{routes[0].path} {function.name}"):
        return
    for name, place in _bodies(function, routes[0]):
        keys = _keys(function, name)
        if keys:
            yield at(
                place,
                anchor=name,
                body=name,
                handler=function.name,
                key=keys[0],
                keys=", ".join(f"`{key}`" for key in keys),
            )


def _takes_data(route: Route) -> bool:
    return (
        route.kind == "http"
        and route.include_in_schema
        and bool(route.methods)
        and _CHANGING.issuperset(route.methods)
    )


def _bodies(function: Function, route: Route) -> Iterator[tuple[str, Placed]]:
    """The names under which *function* has a body of no particular type."""
    places = {parameter.name: parameter for parameter in function.parameters}
    for parameter in route.parameters:
        is_anything = _ANYTHING.fullmatch(parameter.type_name or "") is not None
        if parameter.kind == "body" and is_anything and parameter.name in places:
            yield parameter.name, places[parameter.name]
    requests = {
        p.name for p in route.parameters if (p.type_name or "").rpartition(":")[2] == "Request"
    }
    has_model = any(p.kind == "body" and p.symbols for p in route.parameters)
    if has_model or any(
        _reads(call, requests, ("body", "form", "stream")) for call in own_calls(function)
    ):
        return
    for statement in statements(function.body):
        match statement:
            case Assign(targets=(Name(id=name),), value=Await(value=Call() as call)):
                if _reads(call, requests, ("json",)):
                    yield name, statement


def _reads(call: Call, requests: set[str], methods: tuple[str, ...]) -> bool:
    match call.func:
        case Attribute(value=Name(id=name), attr=attr):
            return name in requests and attr in methods
    return False


def _keys(function: Function, name: str) -> list[str]:
    """The keys of dict *name* that *function* writes out; empty where it also hands it on."""
    found: dict[str, None] = {}
    pending: list[Node] = list(function.body)
    while pending:
        node = pending.pop()
        match node:
            case Subscript(value=Name(id=inner), index=Constant(value=str() as key)):
                if inner == name:
                    found[key] = None
                continue
            case Call(func=Attribute(value=Name(id=inner), attr=attr), args=args) if inner == name:
                if attr in _READING and args and isinstance(args[0], Constant):
                    found[str(args[0].value)] = None
                pending += [*args, *(k.value for k in node.keywords)]
                continue
            case Call(func=func, args=args) if _looks_only(func):
                pending += [arg for arg in args if not isinstance(arg, Name)]
                continue
            case Compare(ops=("in" | "not in",), comparators=(Name(),)):
                pending.append(node.left)
                continue
            case Assign(targets=(Name(id=inner),), value=value) if inner == name:
                if value is not None:
                    pending.append(value)
                continue
            case Name(id=inner) if inner == name:
                return []
        pending += children(node)
    return list(found)[::-1]


def _looks_only(func: Expression) -> bool:
    """Whether a call of *func* looks at its arguments and does nothing with them."""
    match func:
        case Name(id=name):
            return name in _ASIDE
        case Attribute(value=Name(id=name)):
            return name in ("logger", "log", "logging")
    return False
