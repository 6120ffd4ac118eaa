'''Reading and writing files on the event loop waits for the disk.

A local disk mostly answers at once; a network volume, a full page cache or a large file does not,
and then every other request waits too. Asynchronous I/O does not exist for files: a thread has to
wait.

Bad:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.get("/covers/{name}")
async def read_cover(name: str) -> str:
    """The cover, as the text of an SVG."""
    return Path("covers", f"{name}.svg").read_text()  # FAA405
```

Good:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.get("/covers/{name}")
def read_cover(name: str) -> str:
    """The cover, as the text of an SVG."""
    return Path("covers", f"{name}.svg").read_text()
```

One finding a function, at its first call, with the count; calls through helpers count.

Silent about ``def`` handlers, what is handed to a thread, cheap calls (``os.path``, ``exists``,
``stat``), buffers in memory, what only the first request pays for (a cached function, a module's
variable filled on first use), and receivers whose type the sources do not tell.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.blocking import reads_or_writes_files
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain

_NO_FILES = ("io.BytesIO", "io.StringIO", "http.client.HTTPResponse", "urllib3.HTTPResponse")


@checker(
    code="FAA405",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{caller}` waits for the disk on the event loop: {chain}{more}",
    advice="Keep {chain}{more} off the event loop of `{caller}`: make it a plain `def`, or hand "
    "the work to a thread.",
)
def file_io_in_async(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    found = [
        (site, chain)
        for site, chain in context.project.blocking.calls(symbol, reads_or_writes_files)
        if not _is_of_no_file(site, chain, context)
    ]
    if found:
        site, chain = found[0]
        yield at(
            site,
            related=context.related(chain),
            anchor="",
            caller=function.name,
            chain=" -> ".join(f"`{name}`" for name in chain.names),
            more=f" and {len(found) - 1} more" if len(found) > 1 else "",
        )


def _is_of_no_file(site: Site, chain: Chain, context: Context) -> bool:
    """Whether what is opened or read at the end of *chain* is a buffer (``BytesIO``), or comes over
    the network, which is another checker's."""
    project = context.project
    if chain.steps:
        last = chain.steps[-1]
        ends = [s for s in project.effects.sites(last.function) if s.line == last.line]
    else:
        ends = [site]
    return any(
        project.types.is_a(value, *_NO_FILES)
        for end in ends
        for argument in end.call.args
        for value in project.types.of(argument, end.scope)
    )
