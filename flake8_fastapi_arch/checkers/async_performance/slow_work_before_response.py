'''The client waits for work that its response does not need.

A mail server, a webhook's receiver or a report takes seconds, and may be down. Where the response
says nothing of the outcome, the client need not wait for it: ``BackgroundTasks`` run after the
response is sent, a queue survives a restart too.

Bad:

```python title="mailing.py"
from email.message import EmailMessage

import aiosmtplib


async def send_welcome(address: str) -> None:
    message = EmailMessage()
    message["To"] = address
    await aiosmtplib.send(message, hostname="mail.example")
```

```python title="app.py"
from fastapi import FastAPI
from mailing import send_welcome

app = FastAPI()


@app.put("/subscribers/{address}", status_code=204)
async def subscribe(address: str) -> None:
    """Send the address our news."""
    await send_welcome(address)  # FAA410
```

Good:

```python title="app.py"
from fastapi import BackgroundTasks, FastAPI
from mailing import send_welcome

app = FastAPI()


@app.put("/subscribers/{address}", status_code=204)
async def subscribe(address: str, tasks: BackgroundTasks) -> None:
    """Send the address our news."""
    tasks.add_task(send_welcome, address)
```

One finding a handler. Slow work is mail and messages, reports, and an HTTP ``post`` whose answer
nobody looks at.

Silent where the result is used, where a failure is turned into a response, and where the same call
also changes the database.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Raise, Return
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.uses import is_discarded
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.routes.application import Handler

_FAR = 3  # functions; further away, sending is one of the things that the call does
_MESSAGES = ("twilio.",)
_REPORTS = ("pdfkit.", "reportlab.", "weasyprint.")


@checker(
    code="FAA410",
    subject=Handler,
    pattern="sync-in-async",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="the client of `{handler}` waits for {chain}; use `BackgroundTasks` or a queue",
    advice="Answer first: hand {chain} to `BackgroundTasks` or a queue in `{handler}`.",
)
def slow_work_before_response(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    found = [
        (site, names, related)
        for site in context.project.effects.sites(handler.symbol)
        if is_discarded(site, function) and not _is_told(site)
        for names, related in [_slow_work(site, context)]
        if names
    ]
    if found:
        site, names, related = found[-1]  # what leads to it, connecting and such, comes before
        chain = " -> ".join(f"`{name}`" for name in names)
        yield at(site, related=related, anchor=names[-1], handler=function.name, chain=chain)


def _is_told(site: Site) -> bool:
    """Whether the client learns how it went: where the call is guarded, the outcome is raised,
    returned or noted."""
    return any(
        isinstance(statement, (Assign, Raise, Return))
        for guard in site.guards
        for statement in (*guard.body, *(s for h in guard.handlers for s in statements(h.body)))
    )


def _slow_work(site: Site, context: Context) -> tuple[tuple[str, ...], tuple[Related, ...]]:
    effects = context.project.effects
    for effect in effects.library_effects(site):
        if _is_slow(effect) or _is_post(effect):
            return (effect.name,), ()
    for function in effects.targets(site).functions:
        chain = effects.reached_awaiting(function, _is_slow, site)
        changes = effects.reached_awaiting(function, _changes_rows, site)
        if chain is not None and changes is None and len(chain.steps) <= _FAR:
            return chain.names, context.related(chain)
    return (), ()


def _is_slow(effect: Effect) -> bool:
    return effect.kind == "mail" or effect.name.startswith((*_MESSAGES, *_REPORTS))


def _is_post(effect: Effect) -> bool:
    return effect.kind == "network" and effect.name.endswith(".post")


def _changes_rows(effect: Effect) -> bool:
    return effect.write or effect.commit
