"""How many anti-patterns are found that are planted into clean real code.

    python -m benchmarks.mutate DIRECTORY... [--places 20] [--seed 1] [--survivors] [--table]

Each kind of mutation edits a place of the projects in DIRECTORY... (the root of each; the corpus by
default) that its author wrote otherwise: a blocking call two modules below a coroutine, a commit
that is no longer awaited, a router that has lost its guard. Up to *places* are drawn by lot for
each kind. All mutations of a project are planted at once, one in a function, and the project is
checked before and after: a mutation is found where one of its codes is said of the function that
it stands in (or of the line), and was not said there before. ``--survivors`` shows the others.
Directories are copied, never changed.
"""

from __future__ import annotations

import argparse
import ast
import collections
import dataclasses
import math
import pathlib
import random
import re
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence

from benchmarks.corpus import pins
from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.modules.files import is_aside, is_test, python_files
from flake8_fastapi_arch.project.settings import Settings

TEXTS = ("str", "str | None", "Optional[str]")
VERBS = ("get", "post", "put", "patch", "delete")
Handler = ast.FunctionDef | ast.AsyncFunctionDef


@dataclasses.dataclass(frozen=True)
class Edit:
    """Replaces what stands from *start* to *end* (offsets into the text) by *text*."""

    start: int
    end: int
    text: str


@dataclasses.dataclass(frozen=True)
class Mutation:
    """Edits that plant one anti-pattern in the function at lines *first* to *last* of *path*, or
    at the end of the module something that it has to do with.

    ``names`` are modules that are added beside *path*, with their text.
    """

    kind: str
    path: str
    first: int
    last: int
    edits: tuple[Edit, ...]
    codes: tuple[str, ...]
    modules: tuple[tuple[str, str], ...] = ()


class Source:
    """A parsed file, and offsets of its nodes."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.tree = ast.parse(text)
        self._lines = [0]
        for line in text.encode().splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Where *column* (in bytes, as ``ast`` counts) of *line* is, in bytes."""
        return self._lines[line - 1] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        assert isinstance(node, (ast.expr, ast.stmt, ast.keyword, ast.arg))
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def words(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.text.encode()[start:end].decode()

    def replaced(self, node: ast.AST, text: str) -> Edit:
        return Edit(*self.span(node), text)

    def before(self, statement: ast.stmt, *lines: str) -> Edit:
        """*lines* in front of *statement*, with its indentation."""
        start = self.offset(statement.lineno, 0)
        indentation = " " * statement.col_offset
        return Edit(start, start, "".join(f"{indentation}{line}\n" for line in lines))

    def at_top(self, *lines: str) -> Edit:
        """Imports, behind the last statement ``from __future__`` and the docstring."""
        body = self.tree.body
        number = 0
        while number < len(body) and (
            (isinstance(body[number], ast.Expr) and number == 0)
            or (isinstance(s := body[number], ast.ImportFrom) and s.module == "__future__")
        ):
            number += 1
        line = body[number].lineno if number < len(body) else len(self._lines)
        decorated = getattr(body[number], "decorator_list", []) if number < len(body) else []
        line = min([line, *(d.lineno for d in decorated)])
        start = self.offset(line, 0)
        return Edit(start, start, "".join(f"{word}\n" for word in lines))

    def handlers(self) -> Iterator[tuple[Handler, ast.Call]]:
        """The functions below a route's decorator, with it."""
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and len(node.body) > 1:
                for decorator in node.decorator_list:
                    match decorator:
                        case ast.Call(func=ast.Attribute(attr=verb), args=[ast.Constant(), *_]):
                            if verb in VERBS and isinstance(node.body[-1], ast.stmt):
                                yield node, decorator

    def functions(self) -> Iterator[ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.AsyncFunctionDef))


def first_statement(function: Handler) -> ast.stmt:
    """The first statement behind the docstring."""
    head = function.body[0]
    is_docstring = isinstance(head, ast.Expr) and isinstance(head.value, ast.Constant)
    return function.body[1] if is_docstring else head


def text_parameter(function: Handler, source: Source) -> str | None:
    """A parameter that a client fills with any text: not one of a path, which holds no slash."""
    arguments = function.args.args
    defaults = [None] * (len(arguments) - len(function.args.defaults)) + function.args.defaults
    for argument, default in zip(arguments, defaults):
        declared = ast.unparse(argument.annotation) if argument.annotation is not None else ""
        given = source.words(default) if default is not None else ""
        is_in_path = f"{{{argument.arg}}}" in source.text or "Path(" in given
        if declared in TEXTS and "Depends(" not in given and not is_in_path:
            return argument.arg
    return None


def is_for_administrators(function: Handler, source: Source) -> bool:
    """Whether *function* names them, or its module does: they may be told what went wrong."""
    return "admin" in f"{source.path} {source.words(function)}".lower()


# ── kinds: each finds places in a source, and says what is planted there

Node = ast.stmt | ast.expr
Found = Iterator[tuple[Node, tuple[Edit, ...], tuple[tuple[str, str], ...]]]
Kind = Callable[[Source], Found]
KINDS: dict[str, tuple[Kind, tuple[str, ...]]] = {}


def kind(name: str, *codes: str) -> Callable[[Kind], Kind]:
    def register(find: Kind) -> Kind:
        KINDS[name] = find, codes
        return find

    return register


@dataclasses.dataclass(frozen=True)
class Lines:
    """What is put in front of what handlers do; ``{text}`` is a parameter of the client's."""

    code: str
    lines: str
    imports: str = ""
    only_async: bool = False

    def find(self, source: Source) -> Found:
        for function, _ in source.handlers():
            name = text_parameter(function, source)
            if self.only_async and not isinstance(function, ast.AsyncFunctionDef):
                continue
            if "{text}" in self.lines and name is None:
                continue
            planted = self.lines.replace("{text}", name or "").splitlines()
            edits = [source.before(first_statement(function), *planted)]
            if self.imports:
                edits.append(source.at_top(*self.imports.splitlines()))
            yield function, tuple(edits), ()


REQUESTS = "import requests as planted_requests"
WORK = """\
import asyncio as planted_asyncio


async def planted_work():
    await planted_asyncio.sleep(60)


"""
ENGINE = """\
from sqlalchemy import create_engine as planted_create
from sqlalchemy import text as planted_text
planted_engine = planted_create('postgresql://db/x', pool_pre_ping=True)
"""
IN_HANDLERS = {
    "blocking call in a handler": Lines(
        "FAA401", "planted_time.sleep(1)", "import time as planted_time", only_async=True
    ),
    "request without a thread": Lines(
        "FAA401",
        "planted_requests.get('https://partner.example', timeout=5)",
        REQUESTS,
        only_async=True,
    ),
    "client for each request": Lines(
        "FAA408",
        "async with planted_httpx.AsyncClient(timeout=5) as planted_client:\n"
        "    await planted_client.get('https://partner.example')",
        "import httpx as planted_httpx",
        only_async=True,
    ),
    "task that nobody keeps": Lines(
        "FAA409", "planted_asyncio.create_task(planted_work())", WORK, only_async=True
    ),
    "loop in a loop": Lines("FAA411", "planted_asyncio.run(planted_work())", WORK, only_async=True),
    "file read on the event loop": Lines(
        "FAA405",
        "with open('/etc/motd') as planted_file:\n    planted_file.read()",
        only_async=True,
    ),
    "TLS without a look": Lines(
        "FAA330",
        "planted_requests.get('https://partner.example', timeout=5, verify=False)",
        REQUESTS,
    ),
    "SQL put together": Lines(
        "FAA313",
        "planted_engine.connect().execute(planted_text('SELECT * FROM t WHERE a = ' + {text}))",
        ENGINE,
    ),
    "command put together": Lines(
        "FAA319",
        "planted_subprocess.run('ls ' + {text}, shell=True)",
        "import subprocess as planted_subprocess",
    ),
    "path of the client's": Lines("FAA316", "open('/srv/files/' + {text}).close()"),
    "address of the client's": Lines("FAA317", "planted_requests.get({text}, timeout=5)", REQUESTS),
    "global changed by requests": Lines("FAA506", "planted_seen.append(1)", "planted_seen = []"),
    "thread for each request": Lines(
        "FAA417",
        "planted_threading.Thread(target=print).start()",
        "import threading as planted_threading",
    ),
    "configuration read in a handler": Lines(
        "FAA508", "planted_os.environ['PARTNER_KEY']", "import os as planted_os"
    ),
    "wait without an end": Lines(
        "FAA414", "planted_requests.post('https://partner.example', json={})", REQUESTS
    ),
}
KINDS.update({name: (lines.find, (lines.code,)) for name, lines in IN_HANDLERS.items()})


@kind("blocking twin two modules away", "FAA402")
def blocking_twin(source: Source) -> Found:
    directory = pathlib.PurePosixPath(source.path).parent
    dots = "." if (directory / "__init__.py").as_posix() in PACKAGES else ""
    for function, _ in source.handlers():
        if isinstance(function, ast.AsyncFunctionDef) and dots:
            edits = (
                source.before(first_statement(function), "planted_step()"),
                source.at_top("from .planted_step import planted_step"),
            )
            near = "from .planted_partner import ask\n\n\ndef planted_step():\n    return ask()\n"
            far = (
                "import requests\n\n\ndef ask():\n"
                "    return requests.get('https://partner.example', timeout=5).json()\n"
            )
            modules = (("planted_step.py", near), ("planted_partner.py", far))
            yield function, edits, modules


PACKAGES: set[str] = set()


@kind("commit that is not awaited", "FAA406")
def unawaited_commit(source: Source) -> Found:
    yield from _unawaited(source, lambda name: name in ("commit", "flush", "rollback"))


@kind("call that is not awaited", "FAA406")
def unawaited_call(source: Source) -> Found:
    yield from _unawaited(source, lambda name: name not in ("commit", "flush", "rollback"))


def _unawaited(source: Source, fits: Callable[[str], bool]) -> Found:
    for function in source.functions():
        for node in ast.walk(function):
            match node:
                case ast.Expr(value=ast.Await(value=ast.Call(func=called) as call)):
                    name = getattr(called, "attr", getattr(called, "id", ""))
                    if fits(name):
                        yield function, (source.replaced(node, source.words(call)),), ()


@kind("path parameter that nothing takes", "FAA105")
def unused_parameter(source: Source) -> Found:
    for function, decorator in source.handlers():
        path = decorator.args[0]
        if isinstance(path, ast.Constant) and isinstance(path.value, str) and "{" in path.value:
            planted = repr(f"{path.value.rstrip('/')}/{{planted_id}}")
            yield function, (source.replaced(path, planted),), ()


def at_end(source: Source, register: str, path: str, name: str) -> Edit:
    """A route behind all others of the module."""
    end = len(source.text.encode())
    words = f"\n\n@{register}({path})\ndef planted_{name}() -> None:\n    return None\n"
    return Edit(end, end, words)


@kind("route registered twice", "FAA103")
def duplicate(source: Source) -> Found:
    for function, decorator in source.handlers():
        name = source.words(decorator.func)
        path = source.words(decorator.args[0])
        if function in source.tree.body and "{" in path:
            yield function, (at_end(source, name, path, function.name),), ()


@kind("route captured by another", "FAA104")
def captured(source: Source) -> Found:
    for function, decorator in source.handlers():
        name = source.words(decorator.func)
        path = decorator.args[0]
        if (
            function in source.tree.body
            and isinstance(path, ast.Constant)
            and isinstance(path.value, str)
            and path.value.endswith("}")
            and path.value.count("{") == 1
            and ":" not in path.value
        ):
            planted = f"{path.value[: path.value.index('{')]}planted-latest"
            yield function, (at_end(source, name, repr(planted), function.name),), ()


@kind("response without a model", "FAA106")
def without_model(source: Source) -> Found:
    for function, decorator in source.handlers():
        for given in (k for k in decorator.keywords if k.arg == "response_model"):
            if function.returns is None and isinstance(given.value, (ast.Name, ast.Subscript)):
                yield function, (source.replaced(given, "description='planted'"),), ()


def below(source: Source, head: str, statement: ast.stmt, *lines: str) -> Edit | None:
    """*statement*, if it is a single line, below *head* and followed by *lines*."""
    if statement.lineno != statement.end_lineno:
        return None
    new = (head, f"    {source.words(statement)}", *lines)
    return source.replaced(statement, f"\n{' ' * statement.col_offset}".join(new))


@kind("exception told to the client", "FAA320")
def leaked(source: Source) -> Found:
    for function, _ in source.handlers():
        match function.body[-1]:
            case ast.Return(value=ast.Await()) as last if not is_for_administrators(
                function, source
            ):
                edit = below(
                    source, "try:", last, "except Exception as planted:",
                    "    raise planted_http(500, detail=str(planted)) from planted",
                )  # fmt: skip
                if edit is not None:
                    top = source.at_top("from fastapi import HTTPException as planted_http")
                    yield function, (edit, top), ()


@kind("failure that is hidden", "FAA512")
def swallowed(source: Source) -> Found:
    for function, _ in source.handlers():
        match function.body[-1]:
            case ast.Return(value=ast.Await() | ast.Call()) as last:
                edit = below(source, "try:", last, "except Exception:", "    return None")
                if edit is not None:
                    yield function, (edit,), ()


@kind("query for each element", "FAA201")
def query_in_loop(source: Source) -> Found:
    for function, _ in source.handlers():
        for node in function.body:
            match node, function.args.args:
                case (
                    ast.Assign(
                        value=ast.Await(
                            value=ast.Call(
                                func=ast.Attribute(attr="execute" | "scalars" | "scalar")
                            )
                        )
                    ),
                    [argument, *_],
                ):
                    edit = below(source, "for planted in await planted_request.json():", node)
                    if edit is not None:
                        first = source.span(argument)[0]
                        parameter = Edit(first, first, "planted_request: PlantedRequest, ")
                        top = source.at_top("from fastapi import Request as PlantedRequest")
                        yield function, (edit, parameter, top), ()


@kind("route that lost its guards", "FAA301", "FAA302")
def unguarded(source: Source) -> Found:
    if re.search(r"APIRouter\([^)]*dependencies=", source.text):
        return  # the router's own are left
    for function, decorator in source.handlers():
        for given in (k for k in decorator.keywords if k.arg == "dependencies"):
            words = source.words(given).lower()
            if any(word in words for word in ("auth", "user", "admin", "perm", "verify")):
                yield function, (source.replaced(given, "description='planted'"),), ()


@kind("credentials for every origin", "FAA311")
def every_origin(source: Source) -> Found:
    for node in ast.walk(source.tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="add_middleware"), args=[ast.Name(id=name), *_]):
                if name == "CORSMiddleware":
                    start, end = source.span(node)
                    called = source.words(node.func)
                    words = f"{called}({name}, allow_origins=['*'], allow_credentials=True)"
                    yield node, (Edit(start, end, words),), ()


@kind("limit that FastAPI does not know", "FAA127")
def unknown_constraint(source: Source) -> Found:
    for function, _ in source.handlers():
        for default in function.args.defaults + function.args.kw_defaults:
            match default:
                case ast.Call(func=ast.Name(id="Query" | "Path"), keywords=[_, *_] as keywords):
                    last = keywords[-1]
                    if last.arg is not None:
                        end = source.span(last)[1]
                        yield function, (Edit(end, end, ", maximum=100"),), ()


# ── planting and looking


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=pathlib.Path, nargs="*", help="roots of projects")
    parser.add_argument("--places", type=int, default=20, help="most of each kind (20)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--survivors", action="store_true", help="show what was not found")
    parser.add_argument("--table", action="store_true", help="print a table in Markdown")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    directories = arguments.directory or [pin.directory for pin in pins() if pin.is_fetched]
    a_project = math.ceil(arguments.places / len(directories)) + 2
    planted: dict[str, list[tuple[str, Mutation, bool]]] = collections.defaultdict(list)
    for directory in directories:
        lot = random.Random(f"{arguments.seed} {directory.name}")
        for mutation, is_found in fates(directory, a_project, lot):
            planted[mutation.kind].append((directory.name, mutation, is_found))
    rows = []
    for name, (_, codes) in KINDS.items():
        lot = random.Random(f"{arguments.seed} {name}")
        some = lot.sample(planted[name], min(arguments.places, len(planted[name])))
        count = sum(is_found for *_, is_found in some)
        rows.append((name, ", ".join(codes), len(some), count))
        for project, mutation, is_found in some:
            if arguments.survivors and not is_found:
                print(f"survived: {name}: {project}: {mutation.path}:{mutation.first}")
    total, found = sum(row[2] for row in rows), sum(row[3] for row in rows)
    rows.append(("all", "", total, found))
    show(rows, is_table=arguments.table)
    return int(found < 0.85 * total)


def show(rows: Sequence[tuple[str, str, int, int]], *, is_table: bool) -> None:
    head = ("Kind", "Codes", "Planted", "Found", "Share")
    lines = [
        (name, codes, str(planted), str(found), f"{found / planted:.0%}" if planted else "")
        for name, codes, planted, found in rows
    ]
    if is_table:
        for line in (head, ("---", "---", "---:", "---:", "---:"), *lines):
            print("| " + " | ".join(line) + " |")
    else:
        for line in (head, *lines):
            print(f"{line[0]:36} {line[1]:16} {line[2]:>7} {line[3]:>7} {line[4]:>6}")


def fates(
    directory: pathlib.Path, most: int, lot: random.Random
) -> Iterator[tuple[Mutation, bool]]:
    """Mutations of the project in *directory*, up to *most* of each kind; whether each is found."""
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch).resolve() / directory.name
        shutil.copytree(directory, root, ignore=shutil.ignore_patterns(".git"))
        (root / "pyproject.toml").touch()
        sources = dict(readable(root))
        PACKAGES.clear()
        PACKAGES.update(path for path in sources if path.endswith("/__init__.py"))
        chosen = drawn(sources, most, lot)
        touched = sorted({mutation.path for mutation in chosen})
        before = said(root, touched)
        marks: dict[int, tuple[int, int]] = {}
        for path in touched:
            own = [mutation for mutation in chosen if mutation.path == path]
            text, lines = planted_text(sources[path], own)
            (root / path).write_text(text, encoding="utf-8")
            marks.update({id(m): lines[id(m)] for m in own})
            for mutation in own:
                for name, words in mutation.modules:
                    (root / path).with_name(name).write_text(words)
        after = said(root, touched)
    for mutation in chosen:
        first, last = marks[id(mutation)]
        known = collections.Counter((code, words) for code, _, words in before[mutation.path])
        now = collections.Counter((code, words) for code, _, words in after[mutation.path])
        yield (
            mutation,
            any(
                code in mutation.codes
                and first <= line <= last
                and now[code, words] > known[code, words]
                for code, line, words in after[mutation.path]
            ),
        )


def readable(root: pathlib.Path) -> Iterator[tuple[str, Source]]:
    for path in python_files(root):
        if is_test(path) or is_aside(path) or "migrations" in path or "alembic" in path:
            continue
        try:
            yield path, Source(path, (root / path).read_text(encoding="utf-8"))
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue


def drawn(sources: dict[str, Source], most: int, lot: random.Random) -> list[Mutation]:
    """Up to *most* mutations of each kind in turn, no two of which touch the same lines."""
    taken: dict[str, list[tuple[int, int]]] = collections.defaultdict(list)
    chosen: list[Mutation] = []

    def free(name: str, find: Kind, codes: tuple[str, ...]) -> Iterator[Mutation]:
        places = [(source, *place) for source in sources.values() for place in find(source)]
        lot.shuffle(places)
        for source, node, edits, modules in places:
            first, last = lines_of(node)
            if all(last < start or end < first for start, end in taken[source.path]):
                taken[source.path].append((first, last))
                yield Mutation(name, source.path, first, last, edits, codes, modules)

    kinds = [free(name, *known) for name, known in KINDS.items()]
    for _ in range(most):
        chosen += [found for each in kinds if (found := next(each, None)) is not None]
    return chosen


def lines_of(node: ast.stmt | ast.expr) -> tuple[int, int]:
    """The first line of *node*, its decorators included, and the last."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)]), node.end_lineno or node.lineno


def planted_text(
    source: Source, mutations: Sequence[Mutation]
) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text of *source* with all *mutations*, and the lines where each stands there."""
    content = source.text.encode()
    edits = sorted(
        {edit for mutation in mutations for edit in mutation.edits}, key=lambda e: e.start
    )
    parts, position = [], 0
    for edit in edits:
        parts += [content[position : edit.start], edit.text.encode()]
        position = edit.end
    text = b"".join([*parts, content[position:]]).decode()

    def moved(line: int) -> int:
        """The line that an original one has become."""
        offset = source.offset(line, 0)
        return line + sum(
            edit.text.count("\n") - content[edit.start : edit.end].count(b"\n")
            for edit in edits
            if edit.end <= offset
        )

    lines = {}
    count = text.count("\n") + 1
    for mutation in mutations:
        if mutation.edits[0].start == len(content):
            lines[id(mutation)] = moved(len(source.text.splitlines())), count
            continue
        inside = sum(edit.text.count("\n") for edit in mutation.edits)
        lines[id(mutation)] = moved(mutation.first), moved(mutation.last) + inside
    return text, lines


def said(root: pathlib.Path, paths: Sequence[str]) -> dict[str, set[tuple[str, int, str]]]:
    """What all checkers say of *paths* in the project at *root*: code, line, function and words."""
    options = {option.name: option.default for c in catalog() for option in c.options}
    wanted = {code for _, codes in KINDS.values() for code in codes}
    checkers = [checker for checker in catalog() if checker.code in wanted]
    analysis = Analysis(Settings(root=str(root), options=options), checkers)
    found: dict[str, set[tuple[str, int, str]]] = {}
    for path in paths:
        text = (root / path).read_text(encoding="utf-8")
        found[path] = {
            (d.checker.code, d.match.line, f"{d.scope} {d.message}")
            for d in analysis.check(str(root / path), text)
        }
    return found


if __name__ == "__main__":
    raise SystemExit(main())
