"""``fastapi-arch lsp``, talked to by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import os
import pathlib
import re
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from lsprotocol import types as lsp

from tests.commands import SHOP, USERS_REPAIRED, fastapi_arch, run, write
from tests.editor import Editor, editing, patiently, places

T = TypeVar("T")
pytestmark = pytest.mark.slow  # servers have to start
USERS = "app/routers/users.py"
ORDERS = "app/routers/orders.py"
HELPERS = "app/helpers.py"
QUIET = "app/routers/quiet.py"
SETTINGS = "[flake8]\nignore = FAA106,FAA109,FAA118\nextend-select = FAA107\n"
SHOP_WITH_SETTINGS = {**SHOP, "setup.cfg": SETTINGS}


@pytest.fixture(scope="module")
def play() -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    """Runs a scene; all of this module share one event loop."""
    loop = asyncio.new_event_loop()
    yield loop.run_until_complete
    loop.close()


@pytest.fixture(scope="module")
def shop(tmp_path_factory, play):
    """The shop, and an editor that has its folder open, for all of this module."""
    root = write(tmp_path_factory.mktemp("shop"), SHOP_WITH_SETTINGS)
    session = editing(root)
    yield root, play(session.__aenter__())
    play(session.__aexit__(None, None, None))


@pytest.fixture
def stage(shop, play):
    """The same, with no text open."""
    yield shop
    play(shop[1].begin_anew())


def checked(root: pathlib.Path, path: str) -> list[str]:
    """What ``fastapi-arch check`` prints of a saved file, without its name."""
    lines = fastapi_arch("check", "--no-cache", path, cwd=root).lines
    return [line.removeprefix(f"{path}:") for line in lines]


def position(text: str, words: str) -> lsp.Position:
    """Where *words* begin in *text*, in ASCII."""
    before = text[: text.index(words)]
    return lsp.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


def at(uri: str, place: lsp.Position) -> tuple[lsp.TextDocumentIdentifier, lsp.Position]:
    return lsp.TextDocumentIdentifier(uri), place


async def hover(editor: Editor, uri: str, place: lsp.Position) -> str | None:
    params = lsp.HoverParams(*at(uri, place))
    found = await patiently(editor.client.text_document_hover_async(params))
    return found.contents.value if found else None


async def actions(editor: Editor, uri: str, line: int, *only: str) -> list[lsp.CodeAction]:
    here = lsp.Position(line, 0)
    context = lsp.CodeActionContext([], list(only) or None)
    params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), lsp.Range(here, here), context)
    return [*await patiently(editor.client.text_document_code_action_async(params))]


async def lenses(editor: Editor, uri: str) -> list[str]:
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri))
    found = await patiently(editor.client.text_document_code_lens_async(params))
    return [f"{lens.range.start.line + 1}: {lens.command.title}" for lens in found]


async def symbols(editor: Editor, query: str) -> list[str]:
    params = lsp.WorkspaceSymbolParams(query)
    found = await patiently(editor.client.workspace_symbol_async(params))
    return [f"{symbol.name} {symbol.container_name}" for symbol in found]


def applied(text: str, edit: lsp.WorkspaceEdit) -> str:
    """*text*, in ASCII, with *edit* made as an editor would make it."""
    (change,) = edit.document_changes
    lines = text.split("\n")
    for e in reversed(change.edits):
        start, end = e.range.start, e.range.end
        head, tail = lines[start.line][: start.character], lines[end.line][end.character :]
        lines[start.line : end.line + 1] = (head + e.new_text + tail).split("\n")
    return "\n".join(lines)


def test_what_is_shown_is_what_check_prints(stage, play):
    root, editor = stage

    async def scenario():
        for path in (USERS, ORDERS, QUIET, HELPERS):
            uri = (root / path).as_uri()
            editor.open(uri, SHOP[path])
            shown = places(await editor.settled(uri))
            assert shown == checked(root, path)
            assert bool(shown) == (path != HELPERS)

    play(scenario())


def test_every_text_that_is_typed_is_judged_as_if_it_were_saved(tmp_path, play):
    root = write(tmp_path / "edited", SHOP_WITH_SETTINGS)
    saved = write(tmp_path / "saved", SHOP_WITH_SETTINGS)
    uri = (root / USERS).as_uri()
    blocking = SHOP[USERS]
    texts = [
        USERS_REPAIRED,
        blocking,
        blocking.replace("time.sleep(1)", "time.sleep(1)  # noqa: FAA401"),
        f"# flake8: noqa\n{blocking}",
        f"# flake8: noqa: FAA401\n{blocking}",
        blocking + blocking.partition("router = APIRouter()")[2].replace("users", "more_users"),
        blocking.replace("time.sleep(1)", "wait()").replace(
            "import time", "import time\n\nfrom app.helpers import wait"
        ),
        "",
        "x = 1",
    ]

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, blocking)
            await editor.settled(uri)
            for text in texts:
                editor.type(uri, text)
                shown = await editor.settled(uri)
                write(saved, {USERS: text})
                assert places(shown) == checked(saved, USERS), text

    play(scenario())
    assert (root / USERS).read_text() == blocking


def test_what_is_known_moves_with_its_lines_at_once(stage, play):
    root, editor = stage
    uri = (root / ORDERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[ORDERS])
        (before,) = await editor.settled(uri)
        editor.type(uri, f"# one\n# two\n{SHOP[ORDERS]}")
        await editor.until(lambda: editor.published[-1].version == 2)
        (moved,) = editor.published[-1].diagnostics
        assert moved.range.start.line == before.range.start.line + 2
        assert moved.message == before.message
        (settled,) = await editor.settled(uri)
        assert settled == moved

    play(scenario())


def test_an_unsaved_text_counts_in_other_files_that_are_open(stage, play):
    root, editor = stage
    orders, helpers = ((root / path).as_uri() for path in (ORDERS, HELPERS))

    async def scenario():
        editor.open(orders, SHOP[ORDERS])
        assert [d.code for d in await editor.settled(orders)] == ["FAA402"]
        editor.open(helpers, SHOP[HELPERS])
        await editor.settled(helpers)
        editor.type(helpers, "def wait() -> None:\n    pass\n")
        await editor.until(lambda: not editor.shown(orders))
        editor.close(helpers)  # unsaved: what is on disk counts again
        await editor.until(lambda: bool(editor.shown(orders)))

    play(scenario())


def test_the_chain_is_related_information(stage, play):
    root, editor = stage
    uri = (root / ORDERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[ORDERS])
        (found,) = await editor.settled(uri)
        assert (found.code, found.source) == ("FAA402", "fastapi-arch")
        (step,) = found.related_information
        assert step.location.uri == (root / HELPERS).as_uri()
        assert step.location.range.start.line == 4
        assert step.message == "`wait` calls `time.sleep`"
        text = SHOP[ORDERS].splitlines()[found.range.start.line]
        assert text[found.range.start.character : found.range.end.character] == "wait"

    play(scenario())


def test_hovering_tells_the_story(stage, play):
    root, editor = stage
    uri = (root / ORDERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[ORDERS])
        await editor.settled(uri)
        told = await hover(editor, uri, position(SHOP[ORDERS], "wait()\n"))
        assert told.startswith("**FAA402 ")
        assert "- `app/helpers.py:5` `wait` calls `time.sleep`" in told
        assert "**Recommendation**: " in told
        assert "Bad:" in told and "Good:" in told
        assert await hover(editor, uri, lsp.Position(0, 0)) is None

    play(scenario())


def test_a_patch_is_an_edit_for_the_user_to_choose(tmp_path, play):
    text = (
        SHOP[USERS]
        .replace("async def", "def")
        .replace('@router.get("/users")', '@router.get("/users", response_model=list[str])')
    )
    root = write(tmp_path, {**SHOP_WITH_SETTINGS, USERS: text})
    uri = (root / USERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, text)
            (found,) = await editor.settled(uri)
            assert found.code == "FAA107"
            (action,) = await actions(editor, uri, found.range.start.line)
            assert action.title.startswith("Apply the suggested patch for FAA107 ")
            assert action.kind == lsp.CodeActionKind.QuickFix
            assert list(action.diagnostics) == [found]
            repaired = applied(text, action.edit)
            assert repaired == USERS_REPAIRED
            assert await actions(editor, uri, found.range.start.line, "refactor") == []
            assert await actions(editor, uri, 0) == []
            editor.type(uri, repaired)
            assert await editor.settled(uri) == []
            assert await actions(editor, uri, found.range.start.line) == []

    play(scenario())
    assert (root / USERS).read_text() == text


def test_each_handler_shows_what_it_serves(tmp_path, play):
    shop = {**SHOP_WITH_SETTINGS, "app/main.py": SHOP["app/main.py"].replace(
        "include_router(users.router)", 'include_router(users.router, prefix="/v1")'
    )}  # fmt: skip
    root = write(tmp_path, shop)
    uri, main = (root / USERS).as_uri(), (root / "app/main.py").as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, SHOP[USERS])
            await editor.settled(uri)
            line = "9: GET /v1/users · open to strangers · 0 queries · no tests"
            assert await lenses(editor, uri) == [line]
            editor.type(uri, f"\n{SHOP[USERS]}")
            assert await lenses(editor, uri) == [line.replace("9", "10")]
            editor.open(main, shop["app/main.py"])
            await editor.settled(main)
            assert await lenses(editor, main) == []
            refreshes = editor.lens_refreshes
            editor.type(main, SHOP["app/main.py"])
            await editor.until(lambda: editor.lens_refreshes > refreshes)
            assert (await lenses(editor, uri))[0].startswith("10: GET /users ")

    play(scenario())


def test_routes_are_found_as_symbols(stage, play):
    _, editor = stage

    async def scenario():
        assert await symbols(editor, "") == [
            "GET /orders app.routers.orders:read_orders",
            "GET /quiet app.routers.quiet:read_quietly",
            "GET /users app.routers.users:read_users",
        ]
        assert await symbols(editor, "get /ord") == ["GET /orders app.routers.orders:read_orders"]
        assert await symbols(editor, "POST") == []

    play(scenario())


@pytest.mark.parametrize("broken", ["def (:\n", "x = '\n", "if True:\nx = 1\n", "\0", "\ud800"])
def test_a_text_that_is_half_typed_keeps_what_was_known(stage, play, broken):
    root, editor = stage
    uri = (root / USERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[USERS])
        (known,) = await editor.settled(uri)
        editor.type(uri, SHOP[USERS] + broken)
        assert await editor.settled(uri) == [known]
        assert (await lenses(editor, uri))[0].startswith("9: GET /users ")
        editor.type(uri, f"\n{SHOP[USERS]}")
        (found,) = await editor.settled(uri)
        assert found.range.start.line == known.range.start.line + 1
        assert editor.messages == []

    play(scenario())


def test_a_text_that_never_was_python_says_so(stage, play):
    root, editor = stage
    uri = (root / USERS).as_uri()

    async def scenario():
        editor.open(uri, "def (:\n")
        (found,) = await editor.settled(uri)
        assert found.message.startswith("not checked: line 1, column ")
        assert found.severity is lsp.DiagnosticSeverity.Information
        editor.type(uri, SHOP[USERS])
        assert "FAA401" in [d.code for d in await editor.settled(uri)]

    play(scenario())


def test_configuration_counts_as_flake8_reads_it(tmp_path, play):
    settings = "[flake8]\nper-file-ignores =\n    app/routers/users.py: FAA4\nexclude = quiet.py\n"
    root = write(tmp_path, {**SHOP, "tox.ini": settings, "setup.cfg": ""})
    uris = [(root / path).as_uri() for path in (USERS, ORDERS, QUIET)]
    loud = SHOP[QUIET].replace("noqa", "")

    async def scenario():
        async with editing(root) as editor:
            for uri, text in zip(uris, (SHOP[USERS], SHOP[ORDERS], loud)):
                editor.open(uri, text)
            users, orders, quiet = [await editor.settled(uri) for uri in uris]
            assert "FAA401" not in {d.code for d in users}
            assert "FAA402" in {d.code for d in orders}
            assert quiet == []
            write(root, {"tox.ini": "[flake8]\nignore = FAA1,FAA402\n"})
            changed = lsp.FileChangeType.Changed
            editor.changed_on_disk((root / "tox.ini").as_uri(), kind=changed)
            await editor.until(lambda: {d.code for d in editor.shown(uris[0])} == {"FAA401"})
            await editor.until(lambda: editor.shown(uris[1]) == [])

    play(scenario())


def test_options_of_the_command_line_count(tmp_path, play):
    root = write(tmp_path, SHOP)
    uri = (root / USERS).as_uri()

    async def scenario():
        async with editing(root, arguments=["--extend-ignore", "FAA4,FAA1"]) as editor:
            editor.open(uri, SHOP[USERS])
            assert await editor.settled(uri) == []

    play(scenario())


@pytest.mark.parametrize("given", ["max-line-length = wide", "jobs = many"])
def test_a_wrong_configuration_is_told_and_can_be_mended(tmp_path, play, given):
    root = write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\n{given}\n"})
    uri = (root / USERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, SHOP[USERS])
            await editor.until(lambda: bool(editor.messages))
            assert given in editor.messages[0]
            write(root, SHOP_WITH_SETTINGS)
            changed = lsp.FileChangeType.Changed
            editor.changed_on_disk((root / "setup.cfg").as_uri(), kind=changed)
            assert "FAA401" in [d.code for d in await editor.settled(uri)]

    play(scenario())


def test_what_others_change_on_disk_counts(tmp_path, play):
    root = write(tmp_path, SHOP_WITH_SETTINGS)
    uri, helpers = (root / ORDERS).as_uri(), (root / HELPERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            await editor.until(lambda: lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES in editor.watches)
            editor.open(uri, SHOP[ORDERS])
            assert len(await editor.settled(uri)) == 1
            write(root, {HELPERS: "def wait() -> None:\n    pass\n"})
            editor.changed_on_disk(helpers, kind=lsp.FileChangeType.Changed)
            await editor.until(lambda: editor.shown(uri) == [])
            write(root, {HELPERS: SHOP[HELPERS]})
            editor.changed_on_disk(helpers, kind=lsp.FileChangeType.Changed)
            await editor.until(lambda: len(editor.shown(uri)) == 1)
            (root / HELPERS).unlink()
            editor.changed_on_disk(helpers, kind=lsp.FileChangeType.Deleted)
            await editor.until(lambda: editor.shown(uri) == [])

    play(scenario())


def test_a_file_that_is_not_saved_yet_belongs_to_the_project(stage, play):
    root, editor = stage
    new, main = (root / "app/routers/new.py").as_uri(), (root / "app/main.py").as_uri()
    text = SHOP[USERS].replace("users", "news")

    async def scenario():
        editor.open(new, text)
        await editor.settled(new)
        editor.open(main, SHOP["app/main.py"])
        await editor.settled(main)
        refreshes = editor.lens_refreshes
        both = SHOP["app/main.py"].replace("users", "users, new", 1)
        editor.type(main, f"{both}app.include_router(new.router)\n")
        await editor.until(lambda: [d.code for d in editor.shown(new)] == ["FAA401"])
        await editor.until(lambda: editor.lens_refreshes > refreshes)
        assert (await lenses(editor, new))[0].startswith("9: GET /news ")

    play(scenario())


def test_closing_a_text_takes_its_findings_away(stage, play):
    root, editor = stage
    uri = (root / USERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[USERS])
        assert await editor.settled(uri)
        editor.close(uri)
        await editor.until(lambda: editor.shown(uri) == [])
        assert await hover(editor, uri, lsp.Position(9, 5)) is None

    play(scenario())


def test_nothing_is_written_but_what_is_kept_of_saved_files(tmp_path, play):
    root = write(tmp_path, SHOP_WITH_SETTINGS)
    uri = (root / USERS).as_uri()
    secret = "a_secret_that_is_only_typed"

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, SHOP[USERS])
            await editor.settled(uri)
            editor.type(uri, SHOP[USERS].replace("read_users", secret))
            await editor.settled(uri)

    play(scenario())
    files = {path for path in root.rglob("*") if path.is_file()}
    kept = {path for path in files if ".flake8_fastapi_arch_cache" in path.parts}
    assert {path.relative_to(root).as_posix() for path in files - kept} == {*SHOP_WITH_SETTINGS}
    assert not any(secret.encode() in path.read_bytes() for path in files)
    assert fastapi_arch("check", USERS, cwd=root).places == ["app/routers/users.py:10:5: FAA401"]


# ── places and texts as editors have them


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_what_the_editor_counts(tmp_path, play, encoding):
    text = SHOP[USERS].replace("    time.sleep(1)", '    "🐍é"; time.sleep(1)')
    root = write(tmp_path, {**SHOP_WITH_SETTINGS, USERS: text})
    uri = (root / USERS).as_uri()
    capabilities = lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=[encoding])
    )
    before = '    "🐍é"; '

    async def scenario():
        async with editing(root, capabilities=capabilities) as editor:
            editor.open(uri, text)
            (found,) = await editor.settled(uri)
            unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
            codec = encoding if encoding == "utf-8" else f"{encoding}-le"
            start = len(before.encode(codec)) // unit
            assert found.range.start.character == start
            assert found.range.end.character == start + len("time.sleep")
            assert await hover(editor, uri, found.range.start) is not None

    play(scenario())


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_all_kinds(tmp_path, play, end):
    text = SHOP[USERS].replace(
        '@router.get("/users")', '@router.get("/users", response_model=list[str])'
    )
    root = write(tmp_path, {**SHOP_WITH_SETTINGS, USERS: text.replace("\n", end)})
    uri = (root / USERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, text.replace("\n", end))
            found = await editor.settled(uri)
            assert places(found) == checked(root, USERS)
            assert {d.code for d in found} == {"FAA107", "FAA401"}
            if end == "\r\n":
                redundant = next(d for d in found if d.code == "FAA107")
                (action,) = await actions(editor, uri, redundant.range.start.line)
                assert applied(text, action.edit) == SHOP[USERS]

    play(scenario())


def test_lines_end_only_where_python_and_the_editor_end_them(tmp_path, play):
    text = SHOP[USERS].replace("import time", "import time  # \x0c \u2028 \x85 \x1c", 1)
    root = write(tmp_path, {**SHOP_WITH_SETTINGS, USERS: text})
    uri = (root / USERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, "")
            await editor.settled(uri)
            editor.type(uri, text)
            assert places(await editor.settled(uri)) == checked(root, USERS)

    play(scenario())


def test_paths_with_blanks_and_letters_of_all_kinds(tmp_path, play):
    root = write(tmp_path / "my prøject ☕ 100%", SHOP_WITH_SETTINGS)
    uri = (root / ORDERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, SHOP[ORDERS])
            (found,) = await editor.settled(uri)
            (step,) = found.related_information
            assert step.location.uri == (root / HELPERS).as_uri()

    play(scenario())


def test_a_folder_behind_a_link(tmp_path, play):
    write(tmp_path / "real", SHOP_WITH_SETTINGS)
    root = tmp_path / "link"
    root.symlink_to(tmp_path / "real")
    uri = (root / ORDERS).as_uri()

    async def scenario():
        async with editing(root) as editor:
            editor.open(uri, SHOP[ORDERS])
            (found,) = await editor.settled(uri)
            assert found.related_information[0].location.uri == (root / HELPERS).as_uri()
            editor.type(uri, f"\n{SHOP[ORDERS]}")
            (moved,) = await editor.settled(uri)
            assert moved.range.start.line == found.range.start.line + 1

    play(scenario())


def test_two_folders_each_with_its_own_configuration(tmp_path, play):
    one = write(tmp_path / "one", SHOP_WITH_SETTINGS)
    two = write(tmp_path / "two", {**SHOP, "setup.cfg": "[flake8]\nignore = FAA4,FAA1\n"})

    async def scenario():
        async with editing(one, two) as editor:
            for root, expected in ((one, ["FAA401"]), (two, [])):
                uri = (root / USERS).as_uri()
                editor.open(uri, SHOP[USERS])
                assert [d.code for d in await editor.settled(uri)] == expected
            assert len(await symbols(editor, "users")) == 2

    play(scenario())


def test_without_a_folder_the_project_of_the_file_counts(tmp_path, play):
    root = write(tmp_path, SHOP_WITH_SETTINGS)
    uri = (root / ORDERS).as_uri()

    async def scenario():
        async with editing() as editor:
            editor.open(uri, SHOP[ORDERS])
            assert [d.code for d in await editor.settled(uri)] == ["FAA402"]

    play(scenario())


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "vscode-notebook-cell:/shop/book.ipynb#W0sZmlsZQ%3D%3D",
        "git:/shop/app/main.py?ref",
        "file:///c%3A/shop/app/main.py",
        "file:///elsewhere/app/main.py",
        "file://host/share/app/main.py",
        "not a uri",
        "",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="these are files there")
def test_what_has_no_place_in_a_folder_is_left_alone(stage, play, uri):
    root, editor = stage
    users = (root / USERS).as_uri()

    async def scenario():
        editor.open(uri, SHOP[USERS])
        editor.type(uri, f"\n{SHOP[USERS]}")
        assert await hover(editor, uri, lsp.Position(10, 5)) is None
        assert await lenses(editor, uri) == []
        assert await actions(editor, uri, 10) == []
        editor.close(uri)
        editor.open(users, SHOP[USERS])
        assert await editor.settled(users)
        assert {params.uri for params in editor.published} == {users}
        assert editor.messages == []

    play(scenario())


def test_what_is_no_python_is_left_alone(stage, play):
    root, editor = stage
    users = (root / USERS).as_uri()

    async def scenario():
        editor.open((root / "README.md").as_uri(), "# Shop", "markdown")
        editor.open(users, SHOP[USERS])
        await editor.settled(users)
        assert {params.uri for params in editor.published} == {users}

    play(scenario())


def test_pygls_is_loaded_by_this_command_alone(tmp_path):
    root = write(tmp_path, SHOP)
    probe = (
        "import sys; from flake8_fastapi_arch.cli import main; "
        "sys.exit(main({arguments!r}) and 0 or int('pygls' in sys.modules))"
    )
    for arguments in (["check", "app"], ["routes"], ["checkers"], ["report", "--exit-zero"]):
        ran = run("python", "-c", probe.format(arguments=arguments), cwd=root)
        assert ran.code == 0, ran.err


def test_what_is_missing_is_told(tmp_path):
    hidden = "import sys; sys.modules['pygls'] = None\n" \
        "from flake8_fastapi_arch.cli import main; sys.exit(main(['lsp']))"  # fmt: skip
    ran = run("python", "-c", hidden, cwd=tmp_path)
    assert ran.code == 2
    assert re.search(r"pip install 'flake8-fastapi-arch\[lsp\]'", ran.err)
    assert "Traceback" not in ran.err
