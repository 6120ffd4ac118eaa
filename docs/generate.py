"""Write ``docs/checkers/`` from the checkers themselves: a page each and a table of all.

A page is the checker's story under a heading that says what the checker is; nothing on it is
written anywhere else, but for where the guides teach the practice behind it. The pages are
committed, and a test holds them equal to the checkers.
"""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from typing import Any

from docs.guides import section_about
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Dimension, When
from flake8_fastapi_arch.tool import TOOL_CHECKERS

PAGES = pathlib.Path(__file__).resolve().parent / "checkers"

_WHEN = {
    When.ALWAYS: "flake8 and the report",
    When.REVIEW: "the report; in flake8 with `--extend-select={code}`",
    When.ASKED: "only with `--extend-select={code}`",
}


def pages() -> dict[str, str]:
    """The text of every page by its file name."""
    checkers = (*TOOL_CHECKERS, *catalog())
    return {
        "index.md": _table(checkers),
        **{f"{checker.code}.md": _page(checker) for checker in checkers},
    }


def main() -> None:
    """Write the pages, and remove those of checkers that are gone."""
    texts = pages()
    PAGES.mkdir(exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (PAGES / name).write_text(text, encoding="utf-8")


def _page(checker: Checker[Any]) -> str:
    title, _, rest = checker.story.strip().partition("\n")
    return "\n".join(
        [
            f"# {checker.code} `{checker.name}`",
            "",
            title,
            "",
            f"{_identity(checker)}.  ",
            f"Speaks in {_WHEN[checker.when].format(code=checker.code)}.",
            *_guide(checker),
            *(["", rest.strip()] if rest.strip() else []),
            "",
            "## What it says",
            "",
            f"- Message: {checker.message}",
            f"- Recommendation: {checker.advice}",
            *_options(checker),
            *_references(checker),
            "",
        ]
    )


def _guide(checker: Checker[Any]) -> Iterator[str]:
    section = section_about(checker.code)
    if section is not None:
        address = f"../guides/{section.guide.name}#{section.anchor}"
        yield from ("", f"The practice behind it: [{section.title}]({address}).")


def _identity(checker: Checker[Any]) -> str:
    words = [
        checker.dimension.title,
        *([f"anti-pattern `{checker.pattern}`"] if checker.pattern else []),
        f"impact {checker.impact.value}",
        f"priority {checker.priority.value}",
    ]
    return " · ".join(words)


def _options(checker: Checker[Any]) -> Iterator[str]:
    if checker.options:
        yield from ("", "## Options", "")
    for option in checker.options:
        default = option.default
        shown = ", ".join(default) if isinstance(default, tuple) else str(default)
        yield f"- `{option.name}` (default `{shown}`): {option.help}"


def _references(checker: Checker[Any]) -> Iterator[str]:
    if checker.cwe or checker.references:
        yield from ("", "## References", "")
    for name, address in checker.weaknesses:
        yield f"- [{name}]({address})"
    for address in checker.references:
        yield f"- <{address}>"


def _table(checkers: tuple[Checker[Any], ...]) -> str:
    lines = [
        "# All checkers",
        "",
        "*When*: `always` speaks in flake8 and in the report, `review` in the report and in flake8",
        "where it is selected, `asked` only where it is selected.",
    ]
    for dimension in Dimension:
        own = [checker for checker in checkers if checker.dimension is dimension]
        if own:
            lines += ["", f"## {dimension.title}", ""]
            if dimension is not Dimension.TOOL:
                lines += [f"[The guide](../guides/{dimension.package}.md) teaches what they check."]
                lines += [""]
            lines += ["| Code | Name | What it finds | Impact | Priority | When |"]
            lines += ["| --- | --- | --- | --- | --- | --- |"]
            lines += [_row(checker) for checker in own]
    return "\n".join([*lines, ""])


def _row(checker: Checker[Any]) -> str:
    cells = [
        f"[{checker.code}]({checker.code}.md)",
        f"`{checker.name}`",
        checker.title.replace("|", "\\|"),
        checker.impact.value,
        checker.priority.value,
        checker.when.value,
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
