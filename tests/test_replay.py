"""`fastapi-arch check` prints from memory what it would print anew, and only while it would."""

from __future__ import annotations

import os
import pathlib
import random
import shutil
from collections.abc import Callable

import pytest

from flake8_fastapi_arch import cache, cli, flake8_run
from tests.commands import SHOP

Printed = tuple[int, bytes, bytes]
Run = Callable[..., Printed]

HIDDEN = "import time\n\n\nasync def wait() -> None:\n    time.sleep(1)\n"
SHADOW = "def wait() -> None:\n    return None\n"


@pytest.fixture
def shop(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A project with findings, in the working directory, and a home of its own."""
    root = tmp_path / "home" / "shop"
    for name, text in SHOP.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home" / "cache"))
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*words: str) -> Printed:
        code = cli.main(["check", *words])
        return code, *capsysbinary.readouterr()

    return run


@pytest.fixture
def only_memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From here on, nothing can be checked."""

    def forbid() -> None:
        def configure(*_: object) -> None:
            raise flake8_run.BadUsage("checked")

        monkeypatch.setattr(flake8_run, "configure", configure)

    return forbid


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("app", "--show-source", "--statistics", "--count"),
        ("--format=json",),
        ("--exit-zero", "app/routers/orders.py"),
        ("--color=always", "-q"),
        ("--extend-select=FAA107", "--max-handler-statements=1"),
        ("--select=FAA777",),
        ("missing.py",),
    ],
)
def test_what_was_printed_is_printed_again(
    shop: pathlib.Path, run: Run, only_memory: Callable[[], None], words: tuple[str, ...]
) -> None:
    first = run(*words)
    only_memory()
    assert run(*words) == first
    assert run(*words, "--no-cache")[0] == cli.MISUSE


@pytest.mark.parametrize(
    "words", [("--no-cache",), ("-o", "out.txt"), ("--cache-dir=elsewhere",), ("--benchmark",)]
)
def test_what_does_more_than_print_is_done_again(
    shop: pathlib.Path, run: Run, only_memory: Callable[[], None], words: tuple[str, ...]
) -> None:
    run(*words)
    only_memory()
    assert run(*words)[0] == cli.MISUSE


def write(path: str, text: str) -> Callable[[pathlib.Path], None]:
    def change(root: pathlib.Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    return change


def remove(path: str) -> Callable[[pathlib.Path], None]:
    def change(root: pathlib.Path) -> None:
        if (root / path).is_dir():
            shutil.rmtree(root / path)
        else:
            (root / path).unlink(missing_ok=True)

    return change


def replace(path: str, old: str, new: str) -> Callable[[pathlib.Path], None]:
    def change(root: pathlib.Path) -> None:
        if (root / path).exists():
            (root / path).write_text((root / path).read_text().replace(old, new))

    return change


def accept(root: pathlib.Path) -> None:
    """Accept all findings of now in a baseline that only the command line names."""
    (root / "accepted.txt").unlink(missing_ok=True)
    cli.main(["baseline", "-o", "accepted.txt"])


CHANGES = [
    write("app/helpers.py", SHOP["app/helpers.py"]),
    write("app/helpers.py", "def wait() -> None: ...\n"),
    write("app/helpers.py", "def wait(:\n"),
    replace("app/routers/orders.py", "    wait()\n", "    wait()  # noqa: FAA402\n"),
    replace("app/routers/orders.py", "  # noqa: FAA402", ""),
    replace("app/routers/orders.py", "async def", "def"),
    replace("app/main.py", "orders.router", "orders.router, prefix='/v1'"),
    write("wait.py", SHADOW),
    write("app/routers/app/helpers.py", SHADOW),
    remove("app/routers/app"),
    write(".hidden/app.py", HIDDEN),
    write(".hidden/app.py", HIDDEN.replace("time.sleep(1)", "return None")),
    remove(".hidden"),
    write("sub/pyproject.toml", ""),
    remove("sub/pyproject.toml"),
    write("sub/app.py", HIDDEN),
    write("setup.cfg", SHOP["setup.cfg"]),
    write("setup.cfg", "[flake8]\nextend-ignore = FAA402\n"),
    write("setup.cfg", "[flake8]\nper-file-ignores = app/routers/*: FAA4\n"),
    write("setup.cfg", "[flake8]\nmax-handler-statements = 1\n"),
    write("setup.cfg", "[flake8]\nexclude = app/routers\n"),
    write("setup.cfg", "[flake8]\nselect = \x00\n"),
    write("tox.ini", "[flake8]\nextend-ignore = FAA401\n"),
    write("../.flake8", "[flake8]\nexit-zero = true\n"),
    remove("setup.cfg"),
    remove("tox.ini"),
    remove("../.flake8"),
    write("requirements.txt", "fastapi==0.95.0\n"),
    accept,
    write("accepted.txt", '{"version": 1, "findings": []}'),
    remove("accepted.txt"),
    remove("app/routers/quiet.py"),
    remove(cache.DIRECTORY),
]


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_would_be_printed_anew_after_every_change(
    shop: pathlib.Path, run: Run, capsysbinary: pytest.CaptureFixture[bytes], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        chance.choice(CHANGES)(shop)
        capsysbinary.readouterr()
        for words in ((), ("--fastapi-arch-baseline=accepted.txt", "app")):
            cold = run(*words, "--no-cache")
            assert run(*words) == cold
            assert run(*words) == cold


def test_another_version_of_the_tool_checks_anew(
    shop: pathlib.Path,
    run: Run,
    only_memory: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run()
    only_memory()
    monkeypatch.setattr(cache, "_tool", lambda: b"another version")
    assert run()[0] == cli.MISUSE


def test_what_another_user_kept_is_not_believed(
    shop: pathlib.Path,
    run: Run,
    only_memory: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run()
    only_memory()
    monkeypatch.setenv("XDG_CACHE_HOME", str(shop.parent / "another"))
    assert run()[0] == cli.MISUSE


def test_a_plugin_that_is_installed_since_may_change_what_is_printed(
    shop: pathlib.Path,
    run: Run,
    only_memory: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run()
    only_memory()
    packages = shop.parent / "packages"
    (packages / "flake8_colours-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(os.fspath(packages))
    assert run()[0] == cli.MISUSE
