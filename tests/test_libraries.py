"""The tables of libraries: what they answer, that they hold together, and that they are true."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import pytest

from flake8_fastapi_arch.project.libraries import (
    KINDS,
    Effect,
    Libraries,
    Offload,
    Problem,
    Sink,
    Timeout,
    parse_table,
    read_table,
)

REPOSITORY = Path(__file__).resolve().parent.parent
_PAGE = "starlette.responses.HTMLResponse"
_EXECUTE = "sqlalchemy.orm.Session.execute"
TABLES = sorted((REPOSITORY / "flake8_fastapi_arch" / "libraries").glob("*.toml"))


@pytest.fixture(scope="module")
def libraries() -> Libraries:
    return Libraries.load()


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str, name: str = "ours.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


# ── names


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("requests.get", "requests.get"),
        ("requests.api.get", "requests.get"),
        ("requests.sessions.Session.get", "requests.Session.get"),
        ("sqlalchemy.orm.session.Session", "sqlalchemy.orm.Session"),
        ("sqlalchemy.engine.base.Engine.begin", "sqlalchemy.Engine.begin"),
        ("sqlmodel.create_engine", "sqlalchemy.create_engine"),
        ("redis.client.Pipeline.execute", "redis.client.Pipeline.execute"),
        ("psycopg2._psycopg.connection", "psycopg2.extensions.connection"),
        ("fitz.open", "pymupdf.Document"),
        ("our.own.code", "our.own.code"),
    ],
)
def test_old_names_and_reexports_mean_the_same(libraries, written, canonical):
    assert libraries.canonical(written) == canonical


def test_a_class_is_told_from_a_function(libraries):
    assert libraries.is_class("sqlalchemy.orm.session.Session")
    assert not libraries.is_class("sqlalchemy.create_engine")
    assert libraries.bases("sqlmodel.Session") == ("sqlalchemy.orm.Session",)
    assert libraries.bases("our.own.Code") == ()


# ── effects


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("time.sleep", "sleep"),
        ("subprocess.run", "subprocess"),
        ("socket.getaddrinfo", "network"),
        ("urllib.request.urlopen", "network"),
        ("smtplib.SMTP_SSL.send_message", "mail"),
        ("threading.Event.wait", "lock"),
        ("queue.PriorityQueue.get", "queue"),
        ("builtins.open", "file"),
        ("pathlib.Path.read_text", "file"),
        ("lzma.decompress", "cpu"),
        ("hashlib.pbkdf2_hmac", "cpu"),
        ("requests.post", "network"),
        ("requests.Session.post", "network"),
        ("httpx.Client.get", "network"),
        ("sqlite3.Connection.execute", "database"),
        ("redis.Redis.hgetall", "database"),
        ("redis.RedisCluster.get", "database"),
        ("boto3.resources.base.ServiceResource.upload_file", "network"),
        ("botocore.client.BaseClient.put_object", "network"),
        ("openai.AzureOpenAI.chat.completions.create", "network"),
        ("anthropic.Anthropic.messages.create", "network"),
        ("langchain_openai.ChatOpenAI.invoke", "network"),
        ("stripe.Customer.create", "network"),
        ("stripe.checkout.Session.create", "network"),
        ("twilio.rest.Client.messages.create", "network"),
        ("celery.Task.delay", "queue"),
        ("passlib.context.CryptContext.verify", "cpu"),
        ("bcrypt.checkpw", "cpu"),
        ("git.Repo.remotes.origin.pull", "subprocess"),
    ],
)
def test_what_holds_the_thread(libraries, name, kind):
    effect = libraries.effect(name)
    assert effect is not None
    assert (effect.kind, effect.blocks) == (kind, True)


@pytest.mark.parametrize(
    "name",
    [
        "requests.Session",
        "requests.Response.json",
        "httpx.Client",
        "redis.Redis",
        "redis.Redis.pipeline",
        "redis.client.Pipeline.set",
        "pymongo.MongoClient",
        "pymongo.collection.Collection.find",
        "boto3.client",
        "botocore.client.BaseClient.get_paginator",
        "botocore.client.BaseClient.generate_presigned_url",
        "pathlib.Path.exists",
        "os.path.exists",
        "queue.Queue.put",
        "hashlib.sha256",
        "bcrypt.gensalt",
        "sqlalchemy.create_engine",
        "sqlalchemy.select",
        "sqlalchemy.Result.all",
        "sqlalchemy.orm.Session.query",
        "sqlalchemy.orm.Session.close",
        "sqlalchemy.orm.Query.filter",
        "stripe.Webhook.construct_event",
        "langchain_core.prompts.ChatPromptTemplate.invoke",
        "our.own.code",
    ],
)
def test_what_costs_nothing_or_is_unknown_has_no_effect(libraries, name):
    assert libraries.effect(name) is None


SESSION = "sqlalchemy.orm.Session"


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        (f"{SESSION}.execute", Effect("database", f"{SESSION}.execute", query=True)),
        (f"{SESSION}.add", Effect("database", f"{SESSION}.add", blocks=False, write=True)),
        (f"{SESSION}.delete", Effect("database", f"{SESSION}.delete", write=True)),
        (f"{SESSION}.flush", Effect("database", f"{SESSION}.flush", write=True)),
        (f"{SESSION}.commit", Effect("database", f"{SESSION}.commit", commit=True)),
        (
            f"{SESSION}.begin",
            Effect("database", f"{SESSION}.begin", blocks=False, transaction=True),
        ),
        (
            "sqlalchemy.orm.Query.delete",
            Effect("database", "sqlalchemy.orm.Query.delete", query=True, write=True),
        ),
        (
            "sqlalchemy.ext.asyncio.session.AsyncSession.execute",
            Effect(
                "database",
                "sqlalchemy.ext.asyncio.AsyncSession.execute",
                blocks=False,
                query=True,
            ),
        ),
        (
            "pymongo.MongoClient.shop.orders.insert_one",
            Effect("database", "pymongo.collection.Collection.insert_one", query=True, write=True),
        ),
    ],
)
def test_what_reaches_the_database_and_how(libraries, name, effect):
    assert libraries.effect(name) == effect


def test_a_method_is_found_on_the_bases(libraries):
    effect = libraries.effect("sqlmodel.Session.scalars")
    assert effect is not None and effect.query
    assert libraries.makes("sqlmodel.Session") == "session"
    assert libraries.returns("sqlmodel.Session.query") == "sqlalchemy.orm.Query"


# ── types


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("requests.get", "requests.Response"),
        ("requests.Session", "requests.Session"),
        ("sqlalchemy.create_engine", "sqlalchemy.Engine"),
        ("sqlalchemy.orm.sessionmaker", "sqlalchemy.orm.sessionmaker"),
        ("sqlalchemy.orm.sessionmaker.__call__", "sqlalchemy.orm.Session"),
        (
            "sqlalchemy.ext.asyncio.async_sessionmaker.__call__",
            "sqlalchemy.ext.asyncio.AsyncSession",
        ),
        ("sqlalchemy.orm.Query.filter_by", "sqlalchemy.orm.Query"),
        ("psycopg2.extras.RealDictCursor", "psycopg2.extras.RealDictCursor"),
        ("langgraph.graph.StateGraph.compile", "langgraph.graph.state.CompiledStateGraph"),
        ("our.own.code", None),
    ],
)
def test_what_a_call_gives(libraries, name, type_):
    assert libraries.returns(name) == type_


def test_attributes_items_elements(libraries):
    assert libraries.attribute("openai.OpenAI", "chat") == "openai.resources.chat.Chat"
    assert libraries.attribute("pymongo.MongoClient", "shop") == "pymongo.database.Database"
    assert libraries.attribute("pymongo.MongoClient", "close") is None
    assert libraries.attribute("pymongo.MongoClient", "_private") is None
    assert libraries.item("pymongo.database.Database") == "pymongo.collection.Collection"
    assert libraries.element("pathlib.Path.iterdir") == "pathlib.Path"
    assert libraries.element("git.Repo.remotes") is None  # a chain, not a type or a call


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("sqlalchemy.Engine.begin()", "sqlalchemy.Connection"),
        ("sqlalchemy.orm.sessionmaker.begin", "sqlalchemy.orm.Session"),
        ("tempfile.TemporaryDirectory", "builtins.str"),
        ("sqlmodel.Session", None),  # a session enters as itself
    ],
)
def test_what_with_binds(libraries, name, type_):
    assert libraries.entered(name) == type_


# ── coroutines and where things run


@pytest.mark.parametrize(
    ("name", "coroutine", "awaitable"),
    [
        ("httpx.AsyncClient.get", True, True),
        ("sqlalchemy.ext.asyncio.AsyncSession.commit", True, True),
        ("sqlalchemy.ext.asyncio.AsyncSession.add", False, False),
        ("redis.asyncio.client.Redis.get", True, True),
        ("redis.asyncio.Redis.pipeline", False, False),
        ("fastapi.Request.json", True, True),
        ("aiohttp.ClientSession.get", False, True),
        ("openai.AsyncOpenAI.chat.completions.create", True, True),
        ("openai.OpenAI.chat.completions.create", False, False),
    ],
)
def test_what_is_to_be_awaited(libraries, name, coroutine, awaitable):
    assert libraries.is_coroutine(name) is coroutine
    assert libraries.is_awaitable(name) is awaitable


def test_a_twin_is_a_coroutine_of_the_same_object(libraries):
    invoke, ainvoke = (f"langchain_core.runnables.Runnable.{n}" for n in ("invoke", "ainvoke"))
    assert libraries.twin(invoke) == ainvoke
    assert libraries.twin("langgraph.graph.CompiledGraph.invoke") == ainvoke
    assert libraries.twin("stripe.Customer.create") == "stripe.APIResource.create_async"
    assert libraries.twin("requests.get") is None


def test_what_to_use_instead(libraries):
    assert libraries.instead("time.sleep") == "asyncio.sleep"
    assert libraries.instead("requests.Session.get") == "httpx.AsyncClient"
    assert libraries.instead("sqlmodel.Session.exec") == "AsyncSession"
    assert libraries.instead("our.own.code") is None


@pytest.mark.parametrize(
    ("name", "offload"),
    [
        ("asyncio.to_thread", Offload("asyncio.to_thread", "thread", 0, "func")),
        (
            "asyncio.events.AbstractEventLoop.run_in_executor",
            Offload("asyncio.AbstractEventLoop.run_in_executor", "thread", 1, "func"),
        ),
        (
            "fastapi.concurrency.run_in_threadpool",
            Offload("starlette.concurrency.run_in_threadpool", "thread", 0, "func"),
        ),
        ("asyncio.gather", Offload("asyncio.gather", "task", 0, every=True)),
        ("asyncio.run", Offload("asyncio.run", "nested", 0, "main")),
        ("threading.Thread", Offload("threading.Thread", "thread", 1, "target")),
        (
            "fastapi.BackgroundTasks.add_task",
            Offload("starlette.background.BackgroundTasks.add_task", "background", 0, "func"),
        ),
        (
            "concurrent.futures.ThreadPoolExecutor.submit",
            Offload("concurrent.futures.Executor.submit", "thread", 0),
        ),
        (
            "asgiref.sync.sync_to_async",
            Offload("asgiref.sync.sync_to_async", "thread", 0, "func", wraps=True),
        ),
        ("functools.partial", None),
    ],
)
def test_which_argument_runs_where(libraries, name, offload):
    assert libraries.offload(name) == offload


@pytest.mark.parametrize(
    ("name", "sink"),
    [
        ("requests.sessions.Session.get", Sink("requests.Session.get", "url", 0, "url")),
        ("httpx.AsyncClient.request", Sink("httpx.AsyncClient.request", "url", 1, "url")),
        ("shutil.copy", Sink("shutil.copy", "path", 0, every=True)),
        ("pathlib.Path.unlink", Sink("pathlib.Path.unlink", "path", receiver=True)),
        ("fastapi.responses.HTMLResponse", Sink(_PAGE, "html", 0, "content")),
        ("sqlmodel.Session.execute", Sink(_EXECUTE, "sql", 0, "statement")),
        ("json.loads", None),
    ],
)
def test_what_a_string_is_taken_for(libraries, name, sink):
    assert libraries.sink(name) == sink


def test_what_passes_on_what_it_is_given(libraries):
    assert libraries.passes("os.path.join")
    assert libraries.passes("pathlib.Path.resolve")
    assert not libraries.passes("os.path.basename")
    assert not libraries.passes("html.escape")


def test_time_limits_and_absent_rows(libraries):
    assert libraries.timeout("requests.get") == Timeout("timeout", default=False)
    assert libraries.timeout("httpx.AsyncClient.get") == Timeout("timeout", default=True)
    assert libraries.timeout("time.sleep") is None
    assert libraries.is_optional("sqlmodel.Session.get")
    assert not libraries.is_optional("sqlalchemy.orm.Session.get_one")


def test_roles_of_what_is_made(libraries):
    assert libraries.makes("sqlalchemy.create_engine") == "engine"
    assert libraries.makes("sqlalchemy.ext.asyncio.async_sessionmaker") == "session-factory"
    assert libraries.makes("httpx.AsyncClient") == "http-client"
    assert libraries.makes("redis.asyncio.from_url") == "database-client"
    assert libraries.makes("sqlalchemy.orm.Session.get_bind") is None


# ── reading


def test_loading_reads_nothing_and_a_question_only_its_library(monkeypatch):
    texts: list[str] = []
    read_text = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, *a, **k: texts.append(self.name) or read_text(self, *a, **k)
    )
    fresh = Libraries()
    assert texts == []
    assert fresh.effect("requests.get") is not None
    assert fresh.effect("requests.post") is not None
    assert texts == ["requests.toml"]
    assert fresh.effect("our.own.code") is None
    assert texts == ["requests.toml", "python.toml"]


def test_the_same_files_are_loaded_once(table):
    path = table('[effects]\nnetwork = ["ours.fetch"]\n')
    assert Libraries.load() is Libraries.load()
    assert Libraries.load([path]) is Libraries.load([path])
    first = Libraries.load([path])
    path.write_text('[effects]\ndatabase = ["ours.fetch", "ours.store"]\n', "utf-8")
    assert Libraries.load([path]) is not first


def test_a_users_table_adds_and_overrides(table):
    path = table(
        """
        [effects]
        network = ["ours.client.Client.*", "!ours.client.Client.{close,url}"]
        cpu = ["requests.get"]
        sleep = ["!time.sleep"]
        [classes]
        "ours.client.Client" = []
        [instead]
        "ours.*" = "ours.client.AsyncClient"
        """
    )
    ours = Libraries.load([path])
    assert ours.problems == ()
    assert ours.effect("ours.client.Client.fetch").kind == "network"
    assert ours.effect("ours.client.Client.close") is None
    assert ours.effect("ours.client.Client.url") is None
    assert ours.instead("ours.client.Client.fetch") == "ours.client.AsyncClient"
    assert ours.effect("requests.get").kind == "cpu"
    assert ours.effect("requests.post").kind == "network"
    assert ours.effect("time.sleep") is None


def test_a_later_table_wins(table):
    first = table('[effects]\ncpu = ["ours.work"]\n', "a.toml")
    second = table('[effects]\nfile = ["ours.work"]\n', "b.toml")
    assert Libraries.load([first, second]).effect("ours.work").kind == "file"
    assert Libraries.load([second, first]).effect("ours.work").kind == "cpu"


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[effekts]\n", "effekts", "unknown section; there are aliases,"),
        ("effects = 3\n", "effects", "must be a table"),
        ('[effects]\nblocks = ["a.b"]\n', "effects.blocks", "unknown effect; there are commit,"),
        ('[effects]\ncpu = "a.b"\n', "effects.cpu", "must be a list of names"),
        ("[effects]\ncpu = [3]\n", "effects.cpu", "must be a list of names"),
        ('[effects]\ncpu = ["sleep"]\n', "effects.cpu", "`sleep` is not a dotted name"),
        ('[effects]\ncpu = ["a.*.b"]\n', "effects.cpu", "`a.*.b` is not a dotted name"),
        ('[effects]\ncpu = ["a.{b,c"]\n', "effects.cpu", "`a.{b,c` is not a dotted name"),
        ('[calls]\nasync = ["a.b"]\n', "calls.async", "unknown key; there are coroutines,"),
        ('[classes]\n"a.B" = "a.C"\n', "classes.a.B", "must be a list of names"),
        ('[returns]\n"a.b" = 1\n', "returns.a.b", "must be a dotted name"),
        ('[returns]\n"a.b" = "B"\n', "returns.a.b", "`B` is not a dotted name"),
        ('[aliases]\n"a.b.*" = "a.c"\n', "aliases.a.b.*", "must end in `.*` too"),
        ('[makes]\nfactory = ["a.b"]\n', "makes.factory", "unknown role; there are client,"),
        ('[makes]\nclient = ["!a.b"]\n', "makes.client", "`!a.b`: there are no exceptions here"),
        ('[instead]\n"a.b" = ""\n', "instead.a.b", "must be a few words on one line"),
        ('[offload]\n"a.b" = "thread"\n', "offload.a.b", "must be a table in braces"),
        ('[offload]\n"a.b" = {runs="moon"}\n', "offload.a.b", "`runs` must be one of background,"),
        ('[offload]\n"a.b" = {runs="task"}\n', "offload.a.b", "needs `position` or `keyword`"),
        ('[offload]\n"a.b" = {position="0"}\n', "offload.a.b", "`position` must be of type int"),
        ('[timeouts]\n"a.b" = {keyword="t"}\n', "timeouts.a.b", "needs `default`"),
        ('[timeouts]\n"a.b" = {limit=1}\n', "timeouts.a.b", "unknown key `limit`; there are"),
        ("checked = 3\n", "checked", "must be a list of `distribution version`"),
        ("[effects\n", "", "is not TOML: "),
    ],
)
def test_a_wrong_entry_is_named_with_the_reason(table, text, key, reason):
    path = table(text)
    (problem,) = Libraries.load([path]).problems
    assert (problem.path, problem.key) == (str(path), key)
    assert problem.reason.startswith(reason)


def test_a_wrong_entry_leaves_the_others(table):
    path = table('[effects]\ncpu = ["oops"]\nfile = ["ours.read"]\n')
    ours = Libraries.load([path])
    assert len(ours.problems) == 1
    assert ours.effect("ours.read").kind == "file"
    assert ours.effect("requests.get") is not None


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path):
    missing = tmp_path / "missing.toml"
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    assert Libraries.load([missing, binary]).problems == (
        Problem(str(missing), "", "cannot be read: No such file or directory"),
        Problem(str(binary), "", "is not UTF-8 text"),
    )


def test_circles_end(table):
    path = table(
        """
        [aliases]
        "ours.a" = "ours.b"
        "ours.b" = "ours.a"
        "ours.deep.*" = "ours.deep.deep.*"
        [classes]
        "ours.C" = ["ours.D"]
        "ours.D" = ["ours.C"]
        [attributes]
        "ours.C.c" = "ours.C"
        """
    )
    ours = Libraries.load([path])
    assert ours.canonical("ours.a") in ("ours.a", "ours.b")
    assert ours.canonical("ours.deep.x").startswith("ours.deep.")
    assert ours.effect("ours.C.c.c.run") is None
    assert ours.effect("ours..run") is None
    assert ours.effect("") is None


# ── the package's own tables


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_well_formed(libraries, path):
    table, problems = read_table(path)
    assert problems == []
    for section, entries in table.entries():
        for name in entries:
            assert name.partition(".")[0] == path.stem or path.stem == "python", (section, name)
    for entries in (table.returns, table.attributes, table.items, table.elements, table.entered):
        for type_ in set(entries.values()) - {"self"}:
            assert libraries.is_class(type_), f"{type_} is in no [classes]"
    for bases in table.classes.values():
        assert all(libraries.is_class(base) for base in bases)
    assert all(len(words & KINDS) <= 1 for words in table.effects.values())
    for name in table.instead.values():
        assert all(map(str.isidentifier, name.split("."))), f"{name} is no name to await"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_true_of_the_installed_library(path):
    text = path.read_text("utf-8")
    checked = _checked(text)
    if path.stem != "python" and not checked:
        pytest.skip("was never compared with the library")
    versions = {name: _installed(name) for name in checked}
    if not any(versions.values()):
        pytest.skip(f"{path.stem} is not installed")
    same = versions == checked
    lines = [
        line
        for line in _verifier().contradictions(path, set())
        if same or not line.endswith("does not exist")
    ]
    assert lines == []


def _checked(text: str) -> dict[str, str]:
    """The versions a table was compared with, by distribution."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return dict(entry.split(" ") for entry in tomllib.loads(text).get("checked", ()))


def _installed(distribution: str) -> str | None:
    if distribution == "python":
        return f"{sys.version_info.major}.{sys.version_info.minor}"
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _verifier():
    path = REPOSITORY / "benchmarks" / "verify_libraries.py"
    spec = importlib.util.spec_from_file_location("verify_libraries", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_braces_write_several_names_in_one():
    table, problems = parse_table('[effects]\ncpu = ["a.{b, c}.{d,e}_f"]\n', "t")
    assert problems == []
    assert sorted(table.effects) == ["a.b.d_f", "a.b.e_f", "a.c.d_f", "a.c.e_f"]
