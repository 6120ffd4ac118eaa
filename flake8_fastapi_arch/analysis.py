"""From a file to its diagnostics: what the plugin, the command, the report and editors share."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import hashlib
import io
import os
import pathlib
import tokenize
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from flake8_fastapi_arch.baseline import Baseline, Obsolete
from flake8_fastapi_arch.cache import NOTHING, Cache, Inventory
from flake8_fastapi_arch.checker import Checker, Diagnostic, Match
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.engine import Engine
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Import, ImportFrom, Module
from flake8_fastapi_arch.facts.walk import walk_statements
from flake8_fastapi_arch.interpreter import collect_all, deep_stack, without_collector
from flake8_fastapi_arch.overrides import Overrides
from flake8_fastapi_arch.project.flow.runs import Written
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.files import is_excluded, is_own, project_root
from flake8_fastapi_arch.project.modules.roles import problems as problems_of_layers
from flake8_fastapi_arch.project.project import Project, read_module
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.tool import (
    BAD_CONFIGURATION,
    CHECKER_CRASHED,
    OBSOLETE_EXEMPTION,
    TOOL_CHECKERS,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.team import TeamRules


@dataclasses.dataclass
class _Kept:
    """What is kept of one project. It is not *exact* where a file changed while it was read, or
    where the project was told of a text that is not saved."""

    cache: Cache
    inventory: Inventory
    is_exact: bool = True

    @property
    def digests(self) -> Mapping[str, bytes]:
        return self.inventory.digests

    def written(self) -> Written | None:
        """What functions run, as another run of the tool wrote it."""
        return self.cache.linked(self.inventory, Written)

    def put(self, written: Written) -> None:
        """Keep what functions run."""
        if self.is_exact:
            self.cache.keep_linked(self.inventory, written)

    def modules(self, root: pathlib.Path) -> list[Module]:
        """The modules of the project at *root*; those that are not kept yet are read, and kept."""
        known = self.cache.modules(self.inventory)
        found = (known.get(path) or self.read(root, path) for path in self._paths())
        return [module for module in found if module is not None]

    def unread(self) -> list[str]:
        """The paths of the modules that are not kept yet."""
        known = self.cache.paths(self.inventory)
        return [path for path in self._paths() if path not in known]

    def _paths(self) -> Iterator[str]:
        return (p for p in self.inventory.digests if p.endswith(".py") and not os.path.isabs(p))

    def read(self, root: pathlib.Path, path: str) -> Module | None:
        """The module at *path* below *root*, which is kept; None for what cannot be read."""
        source = _bytes_on_disk(root / path)
        module = None if source is None else read_module(path, source)
        is_same = (
            source is not None and hashlib.sha256(source).digest() == self.inventory.digests[path]
        )
        self.is_exact = self.is_exact and is_same
        if module is not None and is_same:
            self.cache.keep_module(module, self.inventory)
        return module


class Stopped(BaseException):
    """An answer is not wanted any more; asking again goes on where it was stopped."""


class Analysis:
    """Checks files one at a time; the projects around them are read once and kept."""

    def __init__(
        self,
        settings: Settings,
        checkers: Iterable[Checker[Any]],
        may_speak: Callable[[Checker[Any]], bool] = lambda checker: True,
        *,
        hides_known: bool = True,
        before_each: Callable[[], None] = lambda: None,
    ) -> None:
        """*checkers* are asked about every file. *may_speak* decides on those of the team's own
        rules, which only the configuration brings. With *hides_known*, what the baseline holds is
        not told. *before_each* is called before each checker is asked, and may raise Stopped.
        """
        collect_all()
        self._before_each = before_each
        self._texts: dict[pathlib.Path, str] = {}
        self._settings = settings
        self._hides_known = hides_known
        self._baseline = (
            Baseline.load(pathlib.Path(settings.baseline)) if settings.baseline else None
        )
        self._overrides = Overrides(settings.severity, settings.per_path, settings.options)
        own = tuple(map(self._overrides.applied, checkers))
        self._engine = Engine(own)
        self._root_by_directory: dict[pathlib.Path, pathlib.Path] = {}
        self._projects: dict[pathlib.Path, Project] = {}
        self._kept: dict[pathlib.Path, _Kept] = {}
        self._team = _team_rules(settings.team_rules, may_speak, self._overrides)
        teams = (rule.checker for rule in self._team.rules) if self._team else ()
        self.checkers: tuple[Checker[Any], ...] = (*own, *teams)
        self._by_code = {checker.code: checker for checker in (*TOOL_CHECKERS, *self.checkers)}

    def check(self, filename: str, source: str, tree: ast.Module | None = None) -> list[Diagnostic]:
        """What the checkers say of *filename*, whose present text is *source*.

        The text replaces what lies on disk, as an editor's unsaved buffer does; a caller that has
        parsed it passes the *tree*. Raises SyntaxError where there is no tree and the text is not
        Python. Nothing else is raised: a failure of the analysis is a diagnostic, FAA000. Nothing
        is said of what lies outside of the project, behind a link.
        """
        if self.leads_away(filename):
            return []
        path = _absolute(filename)
        try:
            with without_collector(), deep_stack():
                return self._beside_baseline(path, self._check(path, source, tree))
        except Exception as error:  # a linter that stops at one file checks none of the others
            if isinstance(error, SyntaxError) and tree is None:
                raise
            return [_failure(filename, error)]

    def leads_away(self, filename: str) -> bool:
        """Whether *filename* lies in its project by name only, behind a link, or is no regular file
        (a pipe would be read for ever)."""
        path = _absolute(filename)
        root = self._root_of(path)
        return path.is_relative_to(root) and path.exists() and not is_own(path, root)

    def revise(self, filename: str, source: str | None) -> None:
        """Let the project around *filename* have *source* there, as if it were saved, or what is on
        disk, where *source* is None. All other files are then judged with it, too.

        Nothing is written: what this project comes to is not kept for other runs. Text that is no
        Python changes nothing.
        """
        if self.leads_away(filename):
            return
        path = _absolute(filename)
        project = self.project_of(path)
        if not path.is_relative_to(project.root) or source == self._text(path):
            return
        relative = path.relative_to(project.root).as_posix()
        text = _text_on_disk(path) if source is None else source
        module = None if text is None else read_module(relative, _encoded(text))
        before = project.modules.get(relative)
        if module is None and text is not None:
            return
        if _written(module) != _written(before):
            collect_all()
            self._projects[project.root] = (
                project.without_module(relative) if module is None else project.with_module(module)
            )
        self._kept[project.root].is_exact = False
        if source is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = source

    def known(self, filename: str) -> list[Diagnostic] | None:
        """What ``check`` would say of *filename* as it is saved, where an earlier run said it of
        the same project; None where it has to be asked."""
        found = self._kept_diagnostics(filename)
        if found is None:
            return None
        return self._beside_baseline(_absolute(filename), found)

    def _kept_diagnostics(self, filename: str) -> list[Diagnostic] | None:
        place = self._place(filename)
        if place is None:
            return None
        kept, path = place
        return kept.cache.diagnostics(path, kept.inventory, self._by_code)

    def lines(self, filename: str) -> dict[int, str]:
        """The lines of *filename* that ``keep_lines`` kept for the same project, by number."""
        place = self._place(filename)
        return place[0].cache.lines(place[1], place[0].inventory) if place is not None else {}

    def keep_lines(self, filename: str, lines: Mapping[int, str]) -> None:
        """Keep *lines* of the saved *filename* beside its diagnostics, for the next run."""
        place = self._place(filename)
        if place is not None:
            place[0].cache.keep_lines(place[1], place[0].inventory, lines)

    def _place(self, filename: str) -> tuple[_Kept, str] | None:
        """What is kept of the project of *filename*, and its path there."""
        path = _absolute(filename)
        root = self._root_of(path)
        kept = self._kept_of(root)
        if not (kept.cache.is_open and kept.is_exact) or not path.is_relative_to(root):
            return None
        return kept, path.relative_to(root).as_posix()

    def is_watched(self, filename: str) -> bool:
        """Whether the inventory of a project says what *filename* holds."""
        place = self._place(filename)
        return place is not None and place[1] in place[0].inventory.digests

    def unknown(self, filenames: Iterable[str]) -> list[str]:
        """Those of *filenames* of which nothing is kept yet, though it can be."""
        return [
            filename
            for filename in filenames
            if self.is_watched(filename) and self._kept_diagnostics(filename) is None
        ]

    def read(self, filenames: Iterable[str], part: int, parts: int) -> None:
        """Keep the records of *part* (from 0) of *parts* of the modules of the projects around
        *filenames*, as far as they are not kept yet."""
        with without_collector(), deep_stack():
            for root in self._roots(filenames):
                kept = self._kept_of(root)
                for path in kept.unread()[part::parts]:
                    kept.read(root, path)

    def follow_requests(self, filenames: Iterable[str]) -> None:
        """Find out now what requests run in the projects around *filenames*, for all that ask
        later. What fails is told by ``check``, which fails there again."""
        with without_collector(), deep_stack(), contextlib.suppress(Exception):
            for root in self._roots(filenames):
                self.project(root).effects.serving_functions()

    def _roots(self, filenames: Iterable[str]) -> set[pathlib.Path]:
        return {self._root_of(_absolute(name)) for name in filenames}

    def versions(self) -> dict[str, bytes] | None:
        """The roots of the projects seen so far, and the versions of their inventories; None where
        one of them changed while it was read, or none is kept."""
        if not all(kept.is_exact and kept.cache.is_open for kept in self._kept.values()):
            return None
        return {str(root): kept.inventory.version for root, kept in self._kept.items()}

    def project(self, root: pathlib.Path) -> Project:
        """The project at *root*, read from disk on the first call."""
        if root not in self._projects:
            kept = self._kept_of(root)
            modules = kept.modules(root) if kept.cache.is_open else None
            self._projects[root] = (
                Project(root, modules, self._settings, shelf=kept)
                if modules is not None
                else Project.read(root, self._settings)
            )
        return self._projects[root]

    def project_of(self, path: pathlib.Path) -> Project:
        """The project that *path* (absolute) belongs to."""
        return self.project(self._root_of(path))

    def _root_of(self, path: pathlib.Path) -> pathlib.Path:
        """The root of the project that *path* (absolute) belongs to. It is looked for once in each
        directory: that asks the disk many times."""
        directory = path.parent
        if directory not in self._root_by_directory:
            self._root_by_directory[directory] = project_root(path, self._settings.root)
        return self._root_by_directory[directory]

    def projects(self) -> tuple[Project, ...]:
        """The projects seen so far."""
        return tuple(map(self.project, self._kept))

    def strangers(self) -> list[pathlib.Path]:
        """The roots of the projects seen so far in which no module imports FastAPI."""
        return [
            root
            for root in self._kept
            if not any(map(_imports_fastapi, self.project(root).modules.values()))
        ]

    def bad_configuration(self, base: pathlib.Path) -> Iterator[tuple[str, str]]:
        """What of the team's own rules, library tables, layers, overrides and the baseline cannot
        be used: where, seen from *base*, and why."""
        for problem in self._team.problems if self._team else ():
            yield f"{_seen_from(base, problem.path)}:{problem.line}", problem.reason
        tables = [pathlib.Path(path) for path in self._settings.libraries]
        for wrong in Libraries.load(tables).problems if tables else ():
            path = _seen_from(base, wrong.path)
            yield f"{path}: {wrong.key}" if wrong.key else path, wrong.reason
        for entry, reason in problems_of_layers(self._settings.layers):
            yield f"fastapi-arch-layers: {entry}", reason
        if self._baseline and self._baseline.problem:
            yield _seen_from(base, self._baseline.path), self._baseline.problem
        yield from self._overrides.problems

    def _beside_baseline(self, path: pathlib.Path, found: list[Diagnostic]) -> list[Diagnostic]:
        """What of the diagnostics *found* in the file at *path* is new, and what the baseline
        still holds in vain. What is kept is kept without it, and outlives its changes."""
        if self._baseline is None:
            return found
        root = self._root_of(path)
        codes = {checker.code for checker in self.checkers}
        obsolete = [
            self._obsolete(each, _seen_from(root, path), root)
            for each in self._baseline.obsolete(path, found, codes)
        ]
        told = self._baseline.unknown(path, found) if self._hides_known else found
        return [*obsolete, *told]

    def _obsolete(self, obsolete: Obsolete, path: str, root: pathlib.Path) -> Diagnostic:
        """FAA002 for an entry of the baseline, said of the file at *path*."""
        assert self._baseline is not None
        entry = obsolete.entry
        details = {
            "entry": " ".join((entry.code, entry.scope or entry.path)),
            "where": _seen_from(root, self._baseline.path),
            "reason": obsolete.reason,
            "remedy": "`fastapi-arch baseline --prune` takes it out",
        }
        anchor = f"{entry.path} {entry.fingerprint}"
        return Diagnostic(OBSOLETE_EXEMPTION, path, "", Match(1, 0, details, anchor=anchor))

    def _check(self, path: pathlib.Path, source: str, tree: ast.Module | None) -> list[Diagnostic]:
        is_saved = source == self._text(path)
        if is_saved:
            known = self._kept_diagnostics(str(path))
            if known is not None:
                return known
        project = self.project_of(path)
        kept = self._kept[project.root]
        relative = path.relative_to(project.root).as_posix()
        module = project.modules.get(relative)
        is_part = module is not None and is_saved
        if module is None or not is_saved:
            module = lower(relative, tree or ast.parse(source), source.count("\n") + 1)
            # A saved file that is not the project's lies in a virtual environment or its like. It
            # is judged alone: linking the whole project anew for each of them would take hours.
            others = project.without_modules() if is_saved else project
            project = others.with_module(module)
        context = Context(module, project, self._overrides.options_at(relative))
        found = [
            *self._engine.check(context, self._before_each),
            *self._of_the_team(context, source),
            *self._of_the_project(context),
        ]
        found.sort(key=lambda d: (d.match.line, d.match.col, d.checker.code, d.message))
        if is_part and kept.is_exact:
            kept.cache.keep_diagnostics(relative, kept.inventory, found)
        return found

    def _text(self, path: pathlib.Path) -> str | None:
        """The text that the project has at *path*, or None where there is none."""
        revised = self._texts.get(path)
        return _text_on_disk(path) if revised is None else revised

    def _kept_of(self, root: pathlib.Path) -> _Kept:
        if root not in self._kept:
            directory = self._settings.cache
            cache = Cache(None if directory is None else root / directory)
            codes = [checker.code for checker in self.checkers]
            said = self._baseline.of_all(root) if self._baseline else None
            settings = dataclasses.replace(self._settings, baseline=said)
            inventory = cache.inventory(root, settings, codes) if cache.is_open else NOTHING
            self._kept[root] = _Kept(cache, inventory)
        return self._kept[root]

    def _of_the_team(self, context: Context, source: str) -> Iterator[Diagnostic]:
        """What the team's own rules say of the module."""
        if self._team is None:
            return
        path = context.module.path
        try:
            yield from self._team.check(path, source, context.scope_at)
        except Exception as error:  # the project's own checkers have spoken and must be heard
            yield _failure(path, error, "the search for the team's rules")

    def _of_the_project(self, context: Context) -> Iterator[Diagnostic]:
        """What is wrong with the project as a whole.

        It is said of one file, the first that flake8 does not exclude, so that the result is the
        same whichever files are checked together.
        """
        path, project = context.module.path, context.project
        problems = list(self.bad_configuration(project.root))
        gone = list(self._baseline.gone(project.root)) if self._baseline else []
        if (problems or gone) and path == self._first_file(project):
            for where, reason in problems:
                details = {"where": where, "reason": reason}
                yield Diagnostic(BAD_CONFIGURATION, path, "", Match(1, 0, details))
            for each in gone:
                yield self._obsolete(each, path, project.root)
        yield from self._obsolete_exemptions(path, project)

    def _obsolete_exemptions(self, path: str, project: Project) -> Iterator[Diagnostic]:
        """The entries of ``public-routes`` that excuse nothing, said where the app is made."""
        if not self._settings.public_routes:
            return
        places = [
            place
            for place in project.authentication.app_places
            if not is_excluded(project.root, place.path, self._settings.exclude)
        ]
        if not places or places[0].path != path:
            return
        for entry, reason in project.authentication.public_routes.problems(project.application):
            details = {
                "entry": entry,
                "where": "fastapi-arch-public-routes",
                "reason": reason,
                "remedy": "correct or remove it",
            }
            yield Diagnostic(OBSOLETE_EXEMPTION, path, "", Match(places[0].line, 0, details))

    def _first_file(self, project: Project) -> str | None:
        excluded = self._settings.exclude
        files = (path for path in project.modules if not is_excluded(project.root, path, excluded))
        return min(files, default=None)


def _team_rules(
    directory: str | None, may_speak: Callable[[Checker[Any]], bool], overrides: Overrides
) -> TeamRules | None:
    if directory is None:
        return None
    from flake8_fastapi_arch import team  # brings PyYAML, which only these rules need

    read = team.load(pathlib.Path(directory))
    rules = tuple(
        dataclasses.replace(rule, checker=overrides.applied(rule.checker))
        for rule in read.rules
        if may_speak(rule.checker)
    )
    return dataclasses.replace(read, rules=rules)


def _seen_from(base: pathlib.Path, path: str | pathlib.Path) -> str:
    return pathlib.Path(os.path.relpath(path, base)).as_posix()


def _absolute(filename: str) -> pathlib.Path:
    return pathlib.Path(os.path.abspath(filename))


def _bytes_on_disk(path: pathlib.Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _text_on_disk(path: pathlib.Path) -> str | None:
    """The text of the file as flake8 reads it, or None where it cannot be read."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeError):
        return None


def _encoded(source: str) -> bytes:
    """*source* as a file that says its encoding would hold it."""
    plain = source.encode()
    with contextlib.suppress(SyntaxError, UnicodeError):
        encoding, _ = tokenize.detect_encoding(io.BytesIO(plain).readline)
        return source.encode(encoding)
    return plain


def _written(module: Module | None) -> bytes:
    """The records of *module* as bytes, by which they can be compared."""
    return msgspec.msgpack.encode(module)


def _imports_fastapi(module: Module) -> bool:
    for statement in walk_statements(module.body):
        match statement:
            case Import(names=names):
                packages = [name.name for name in names]
            case ImportFrom(module=package, level=0):
                packages = [package]
            case _:
                continue
        if any(package.partition(".")[0] == "fastapi" for package in packages):
            return True
    return False


def _failure(filename: str, error: Exception, what: str = "the analysis") -> Diagnostic:
    reason = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":")
    details = {"code": what, "error": reason}
    return Diagnostic(CHECKER_CRASHED, filename, "", Match(1, 0, details))
