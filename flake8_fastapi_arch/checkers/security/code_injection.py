'''What a client sends is run: as Python, as a shell command, as a pickle, as a template.

There is nothing such a request cannot do that the server can. Pickles, `yaml.load` with the unsafe
loader and Jinja templates look like data, yet each of them calls whatever it names. Langflow's
CVE-2025-3248 was an `exec` behind a route that validated code.

Bad:

```python title="app.py"
import subprocess

from fastapi import FastAPI

app = FastAPI()


def ping(host: str) -> str:
    ran = subprocess.run(f"ping -c 1 {host}", shell=True, capture_output=True, text=True)  # FAA319
    return ran.stdout


@app.get("/hosts")
def host(name: str) -> str:
    """Whether a host answers."""
    return ping(name)
```

Good:

```python title="app.py"
import ipaddress
import subprocess

from fastapi import FastAPI

app = FastAPI()


def ping(host: ipaddress.IPv4Address) -> str:
    ran = subprocess.run(["ping", "-c", "1", str(host)], capture_output=True, text=True)
    return ran.stdout


@app.get("/hosts")
def host(name: ipaddress.IPv4Address) -> str:
    """Whether a host answers."""
    return ping(name)
```

Silent for `yaml.safe_load`, for commands given as a list, for `shlex.quote`, for jinja2's sandbox,
for values that are no free text, and where the function tests the value before.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Constant, Function
from flake8_fastapi_arch.project.security.request_data import Policy
from flake8_fastapi_arch.project.security.sinks import SinkCall

_CODE = Policy(
    frozenset({"path", "segment", "query", "header", "cookie", "body", "form", "file"}),
    forms=frozenset({"text", "content"}),
)


@checker(
    code="FAA319",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{value}` of the request is run in {chain}; treat it as data",
    advice="Read `{value}` with a parser that makes nothing but data (JSON, `yaml.safe_load`, "
    "`ast.literal_eval`), and start programs without a shell, with a list of arguments.",
    cwe=(94, 78, 502),
    references=(
        "https://owasp.org/www-community/attacks/Code_Injection",
        "https://nvd.nist.gov/vuln/detail/CVE-2025-3248",
        "https://docs.python.org/3/library/pickle.html#module-pickle",
    ),
)
def code_injection(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "code", _CODE):
        if _runs(sink, context):
            yield context.reaching(sink, flow)


def _runs(sink: SinkCall, context: Context) -> bool:
    """Whether the call runs what it takes, or may with other arguments alone."""
    call, name = sink.site.call, sink.sink.name
    if name.startswith("subprocess.") and sink.sink.keyword == "args":
        shell = call.keyword("shell")
        return isinstance(shell, Constant) and shell.value is True
    if name in ("yaml.load", "yaml.load_all"):
        loader = call.keyword("Loader") or (call.args[1] if len(call.args) > 1 else None)
        names = context.project.names.dotted(loader, sink.site.scope) if loader is not None else ()
        return any(n.endswith(("UnsafeLoader", ".Loader")) for n in names)
    return True
