"""The flake8 plugin: the project's options, and each file's diagnostics in flake8's form."""

from __future__ import annotations

import argparse
import ast
import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from flake8.options.manager import OptionManager
from flake8.style_guide import Decision, DecisionEngine

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.cache import DIRECTORY
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, When
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.replay import Search
from flake8_fastapi_arch.tool import TOOL_CHECKERS
from flake8_fastapi_arch.writing.words import visible

PREFIX = "FAA"


class Plugin:
    """Adapts the analysis to flake8's one file at a time.

    Whatever goes wrong becomes a diagnostic: an exception here would end flake8's whole run.
    """

    analysis: ClassVar[Analysis]
    is_heard: ClassVar[bool]

    def __init__(self, tree: ast.Module, filename: str, lines: Sequence[str]) -> None:
        self._tree = tree
        self._filename = filename  # behind stdin: the name that --stdin-display-name gives
        self._lines = lines

    @staticmethod
    def add_options(option_manager: OptionManager) -> None:
        """Offer the project's options, and leave the opt-in checkers off."""
        add_options(option_manager)

    @classmethod
    def parse_options(
        cls, option_manager: OptionManager, options: argparse.Namespace, args: list[str]
    ) -> None:
        """Take the options in force; every process of ``--jobs`` has them from here."""
        cls.analysis = analysis(settings(options), options)
        decide = DecisionEngine(options).decision_for
        codes = (checker.code for checker in (*TOOL_CHECKERS, *cls.analysis.checkers))
        cls.is_heard = any(decide(code) is Decision.Selected for code in codes)

    def run(self) -> Iterator[tuple[int, int, str, type]]:
        if not self.is_heard:
            return
        for diagnostic in self.analysis.check(self._filename, "".join(self._lines), self._tree):
            match = diagnostic.match
            yield match.line, match.col, text(diagnostic), type(self)


def add_options(option_manager: OptionManager) -> None:
    """Register every option with flake8, for its command line and its configuration."""
    _add_path(
        option_manager,
        "--fastapi-arch-root",
        metavar="directory",
        help="The project's root directory. (Default: the nearest directory, here or above, that "
        "is marked by .git, pyproject.toml, setup.cfg or their like)",
    )
    _add_path(
        option_manager,
        "--fastapi-arch-rules",
        metavar="directory",
        help="The directory of the team's own rules, FAA901 to FAA999. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-source-roots",
        _paths,
        metavar="directories",
        help="Comma-separated list of the directories that imports start from, in addition to "
        "those that are found. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-libraries",
        _paths,
        metavar="files",
        help="Comma-separated list of TOML tables that say what further libraries do, or override "
        "what is known of one. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-public-routes",
        _routes,
        metavar="routes",
        help="Routes that are public on purpose, as 'METHOD /path: reason', separated by commas "
        "or line ends. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-layers",
        _items,
        metavar="layers",
        help="The roles of modules, where they are not what their contents tell, as 'role: pattern "
        "of paths', separated by commas or line ends. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-severity",
        _items,
        metavar="severities",
        help="How much findings matter here, as 'CODE: impact priority' (FAA501: low P2), "
        "separated by commas or line ends. (Default: none)",
    )
    _add(
        option_manager,
        "--fastapi-arch-per-path-options",
        _items,
        metavar="limits",
        help="Limits of checkers for some files, as 'pattern of paths: option = number', separated "
        "by commas or line ends. (Default: none)",
    )
    _add_path(
        option_manager,
        "--fastapi-arch-baseline",
        metavar="file",
        help="The file of findings that are accepted for now; `fastapi-arch baseline` writes it. "
        "(Default: none)",
    )
    _add_path(
        option_manager,
        "--fastapi-arch-cache-dir",
        metavar="directory",
        help="Where to keep what was read and found, for the next run. (Default: "
        f"{DIRECTORY} in the project's root)",
    )
    option_manager.add_option(
        "--fastapi-arch-no-cache",
        action="store_true",
        parse_from_config=True,
        help="Keep nothing, and use nothing that was kept.",
    )
    options = {option.name: option for checker in catalog() for option in checker.options}
    for option in options.values():
        if isinstance(option.default, int):
            option_manager.add_option(
                f"--{option.name}",
                type=int,
                metavar="n",
                default=option.default,
                parse_from_config=True,
                help=f"{option.help} (Default: %(default)s)",
            )
        else:
            option_manager.add_option(
                f"--{option.name}",
                metavar="list",
                default=",".join(option.default),
                comma_separated_list=True,
                parse_from_config=True,
                help=f"{option.help} (Default: %(default)s)",
            )
    option_manager.extend_default_ignore(
        [c.code for c in (*TOOL_CHECKERS, *catalog()) if c.when is not When.ALWAYS]
    )


def settings(options: argparse.Namespace) -> Settings:
    """The options that flake8 parsed, in the project's own words."""
    names = {option.name for checker in catalog() for option in checker.options}
    values = {name: getattr(options, name.replace("-", "_")) for name in names}
    return Settings(
        root=options.fastapi_arch_root,
        source_roots=tuple(options.fastapi_arch_source_roots),
        team_rules=options.fastapi_arch_rules,
        libraries=tuple(options.fastapi_arch_libraries),
        public_routes=tuple(options.fastapi_arch_public_routes),
        layers=tuple(options.fastapi_arch_layers),
        severity=tuple(options.fastapi_arch_severity),
        per_path=tuple(options.fastapi_arch_per_path_options),
        exclude=(*options.exclude, *options.extend_exclude),
        baseline=options.fastapi_arch_baseline,
        cache=None
        if options.fastapi_arch_no_cache
        else options.fastapi_arch_cache_dir or DIRECTORY,
        options={n: tuple(v) if isinstance(v, list) else v for n, v in values.items()},
    )


def analysis(
    settings: Settings,
    options: argparse.Namespace,
    *,
    review: bool = False,
    before_each: Callable[[], None] = lambda: None,
) -> Analysis:
    """The analysis under *settings* by those checkers that may speak in flake8, or in a *review*.

    A review tells all: what the baseline holds, too. *before_each* is called before each checker
    is asked, and may raise Stopped.

    An opt-in checker waits until ``select`` or ``extend-select`` names it more closely than by
    our prefix. flake8's own default ignore list is not enough for that: any ``ignore =`` in a
    configuration replaces it, and ``--select FAA`` overrides it.
    """
    chosen = [*(options.select or ()), *(options.extend_select or ())]
    named = tuple(code for code in chosen if len(code) > len(PREFIX))
    unasked = {When.ALWAYS, When.REVIEW} if review else {When.ALWAYS}

    def may_speak(checker: Checker[Any]) -> bool:
        return checker.when in unasked or checker.code.startswith(named)

    return Analysis(
        settings,
        filter(may_speak, catalog()),
        may_speak,
        hides_known=not review,
        before_each=before_each,
    )


def search(options: argparse.Namespace) -> Search:
    """How flake8 looks for files under these options."""
    return Search(
        options.filenames,
        options.stdin_display_name,
        options.filename,
        (*options.exclude, *options.extend_exclude),
    )


def text(diagnostic: Diagnostic) -> str:
    """The code and the message, fit for one line of a terminal in any encoding of Unicode."""
    return f"{diagnostic.checker.code} {visible(' '.join(diagnostic.message.split()))}"


def _add_path(option_manager: OptionManager, name: str, **words: str) -> None:
    _add(option_manager, name, _path, default=None, **words)


def _add(
    option_manager: OptionManager, name: str, parse: Any, default: Any = (), **words: str
) -> None:
    """Add an option that *parse* reads, from the command line and from the configuration.

    flake8 splits every list at blanks, and makes no path absolute that has no slash: ``src`` in a
    configuration would be looked for wherever flake8 is started.
    """
    option_manager.add_option(name, type=parse, default=default, parse_from_config=True, **words)
    option_manager.options[-1].normalize = parse


def _path(value: str, parent: str = os.curdir) -> str:
    return os.path.abspath(os.path.join(parent, value.strip()))


def _paths(value: str | Sequence[str], parent: str = os.curdir) -> list[str]:
    items = re.split(r"[,\n]", value) if isinstance(value, str) else value
    return [_path(item, parent) for item in items if item.strip()]


def _routes(value: str | Sequence[str], *_: str) -> list[str]:
    # A reason may hold commas; only one before the next method or path ends an entry.
    items = re.split(r"\n|,\s*(?=(?:[A-Z*]+\s+)?/)", value) if isinstance(value, str) else value
    return [item.strip() for item in items if item.strip()]


def _items(value: str | Sequence[str], *_: str) -> list[str]:
    items = re.split(r"[,\n]", value) if isinstance(value, str) else value
    return [item.strip() for item in items if item.strip()]
