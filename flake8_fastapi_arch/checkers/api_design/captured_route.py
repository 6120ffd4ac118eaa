'''A route that an earlier one with a parameter captures is never reached.

FastAPI takes the first route whose path matches. ``/users/{user_id}`` matches ``/users/me``, so
registered first it gets the request: with ``me`` as id, or with an error 422 where the id is an
``int``. The annotation does not matter, the order does; and the order is often that of
``include_router`` calls in another file.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/{user_id}")
def read_user(user_id: int) -> dict[str, object]:
    """A user."""
    return {"id": user_id}


@app.get("/users/me")
def read_me() -> dict[str, object]:  # FAA104
    """Who asks."""
    return {"id": "me"}
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/users/me")
def read_me() -> dict[str, object]:
    """Who asks."""
    return {"id": "me"}


@app.get("/users/{user_id}")
def read_user(user_id: int) -> dict[str, object]:
    """A user."""
    return {"id": user_id}
```

Silent where a converter keeps the earlier path from matching (``/{user_id:int}``), about other
methods, apps, mounts and hosts, about prefixes that are not known, and where the earlier route is
not always there when the later one is. Two routes of the same path are FAA103.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration


@checker(
    code="FAA104",
    subject=Registration,
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{route}` is never reached: `{path}` takes it; register it first",
    advice="Register `{route}` before `{path}`, which matches it, or give that a converter that "
    "does not.",
)
def captured_route(registration: Registration, context: Context) -> Iterator[Match]:
    for rival in context.project.routing.rivals(registration):
        if not rival.is_duplicate:
            winner = rival.winner.registration
            yield at(
                registration,
                related=(Related(winner.module.path, winner.line, "takes it"),),
                route=f"{','.join(rival.methods)} {rival.route.path}",
                path=rival.winner.path,
            )
            return
