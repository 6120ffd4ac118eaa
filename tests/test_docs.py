"""The documentation is what the code says, and leads nowhere that is not there."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

import pytest
import yaml

from docs.generate import PAGES, pages
from flake8_fastapi_arch.catalog import catalog

ROOT = pathlib.Path(__file__).parent.parent
TEXTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/guides/*.md")])

every_text = pytest.mark.parametrize(
    "path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


@pytest.mark.parametrize("name", pages())
def test_the_page_is_what_the_checker_says(name: str) -> None:
    written = PAGES / name
    assert written.exists(), "run `make docs-pages`"
    assert written.read_text(encoding="utf-8") == pages()[name], "run `make docs-pages`"


def test_no_page_outlives_its_checker() -> None:
    assert {path.name for path in PAGES.iterdir()} == set(pages()), "run `make docs-pages`"


@every_text
def test_links_inside_the_project_lead_somewhere(path: pathlib.Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (path.parent / link).exists()] == []


@every_text
def test_codes_that_are_mentioned_exist(path: pathlib.Path) -> None:
    known = {checker.code for checker in catalog()} | {name[:-3] for name in pages()}
    mentioned = set(re.findall(r"\bFAA[0-8]\d\d\b", path.read_text(encoding="utf-8")))
    assert mentioned <= known


@every_text
def test_targets_of_make_that_are_mentioned_exist(path: pathlib.Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", text, re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


def test_hooks_that_are_mentioned_exist() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    mentioned = set(re.findall(r"- id: ([\w-]+)", (ROOT / "README.md").read_text("utf-8")))
    assert mentioned and mentioned <= hooks


def test_the_output_in_the_readme_is_real() -> None:
    shown = re.findall(r"^app/.+: FAA.+$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    ran = subprocess.run(
        [sys.executable, "-m", "flake8_fastapi_arch", "check", "app"],
        cwd=ROOT / "examples" / "bookstore",
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1, ran.stderr
    assert shown and set(shown) <= set(ran.stdout.splitlines())
