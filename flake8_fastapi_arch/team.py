"""The team's own rules, FAA901 to FAA999: ast-grep's YAML rules, checked like every other checker.

Whoever analyses a file loads the rules once and asks them once a file::

    team = load(pathlib.Path(settings.team_rules))
    diagnostics += team.check(module.path, source, context.scope_at)

Import this module only where a rules directory is configured: it brings PyYAML, and the first
search brings ast-grep, which nobody else needs.

Rules are input that may be broken or hostile. What cannot be understood, or could make a search
crash or take for ever, becomes a ``BadRule`` with its line; the other rules still work.
"""

from __future__ import annotations

import ast
import dataclasses
import fnmatch
import itertools
import os
import pathlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import yaml

from flake8_fastapi_arch.checker import (
    Checker,
    Diagnostic,
    Dimension,
    Impact,
    Match,
    Priority,
    When,
)
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.tool import CHECKER_CRASHED

if TYPE_CHECKING:
    from ast_grep_py import Config, SgNode

T = TypeVar("T")

_REQUIRED = ("code", "message", "dimension", "impact", "priority", "rule")
_OPTIONAL = (
    "advice", "when", "constraints", "utils", "files", "ignores", "bad", "good",
)  # fmt: skip
_RELATIONS = ("inside", "has", "precedes", "follows")
_RULE_KEYS = frozenset(
    {"pattern", "kind", "regex", "nthChild", "range", "all", "any", "not", "matches", *_RELATIONS}
)
_RELATION_KEYS = _RULE_KEYS | {"stopBy", "field"}

# Limits. The first three keep a directory of anything from being read for minutes.
_MOST_FILES = 500
_LARGEST_FILE = 100_000  # bytes
_DEEPEST_YAML = 40  # ast-grep overflows the stack at about 1,000 nested rules
_LONGEST_TEXT = 1_000
_MOST_STEPS = 500  # rules within one rule, references followed
# Each relation that searches on without end multiplies the work by the depth of the code. On 2,909
# lines two within each other take 0.2 s, three 3 s, four 49 s; in code 2,000 levels deep even two
# take minutes, so rules with two skip files deeper than any that people write.
_MOST_SEARCHES = 2
_DEEPEST_SOURCE = 150

_LONGEST_SHOWN = 60
_PLACEHOLDER = re.compile(r"(\$\$\$|\$)([A-Z_][A-Z0-9_]*)")


@dataclasses.dataclass(frozen=True)
class BadRule:
    """Why a rule, a file of rules or a snippet cannot be used: for FAA001, and for ``test-rules``.

    ``path`` is the file's as the directory was given; ``line`` counts from 1.
    """

    path: str
    line: int
    reason: str


@dataclasses.dataclass(frozen=True)
class Snippet:
    """Code kept beside a rule, and the line of the rule's file it begins at."""

    line: int
    source: str


@dataclasses.dataclass(frozen=True)
class TeamRule:
    """One rule: its identity and words in ``checker``, its search as ast-grep understands it.

    ``config`` holds ``rule`` and, where given, ``constraints`` and ``utils``. ``captures`` are the
    metavariables that the words name. ``files`` and ``ignores`` are globs over paths relative to
    the project. ``searches`` counts the endless relations within each other.
    """

    checker: Checker[Module]
    config: Config
    captures: tuple[str, ...]
    files: tuple[str, ...]
    ignores: tuple[str, ...]
    bad: tuple[Snippet, ...]
    good: tuple[Snippet, ...]
    searches: int
    path: str
    line: int

    def concerns(self, path: str) -> bool:
        """Whether the rule is about the file at *path* (relative to the project, with ``/``)."""
        wanted = not self.files or any(_glob_matches(glob, path) for glob in self.files)
        return wanted and not any(_glob_matches(glob, path) for glob in self.ignores)


@dataclasses.dataclass(frozen=True)
class TeamRules:
    """The rules of a directory, in code order, and what is wrong with the others."""

    rules: tuple[TeamRule, ...] = ()
    problems: tuple[BadRule, ...] = ()

    def check(
        self, path: str, source: str, scope_at: Callable[[int], str] = lambda line: ""
    ) -> Iterator[Diagnostic]:
        """What the rules say of *source*, the text of the file at *path*; the caller sorts.

        *path* is relative to the project, with ``/``; *scope_at* names the definition around a
        line, as ``Context.scope_at`` does. Columns are those of ``ast``: from 0, in UTF-8 bytes.
        """
        concerned = [rule for rule in self.rules if rule.concerns(path)]
        if not concerned:
            return
        text = _as_python_reads(source)
        root = _parsed(text)
        costly = [rule for rule in concerned if rule.searches == _MOST_SEARCHES]
        if costly and _is_deeper_than(_DEEPEST_SOURCE, root):
            for rule in costly:
                error = f"it nests deeper than {_DEEPEST_SOURCE} levels"
                details = {"code": rule.checker.code, "error": error}
                yield Diagnostic(CHECKER_CRASHED, path, "", Match(1, 0, details))
            concerned = [rule for rule in concerned if rule not in costly]
        lines = text.split("\n")
        for rule in _present(root, concerned):
            for node in root.find_all(rule.config):
                match = _match(rule, node, text, lines)
                yield Diagnostic(rule.checker, path, scope_at(match.line), match)


def load(directory: pathlib.Path) -> TeamRules:
    """Read the rules in *directory*: every ``.yml`` and ``.yaml`` in it and below, by name.

    Never raises for what the directory holds; that is what ``problems`` is for.
    """
    rules: dict[str, TeamRule] = {}
    problems: list[BadRule] = []
    for found in _rules_below(directory):
        if isinstance(found, BadRule):
            problems.append(found)
            continue
        first = rules.setdefault(found.checker.code, found)
        if first is not found:
            reason = f"`{found.checker.code}` is taken by {first.path}:{first.line}"
            problems.append(BadRule(found.path, found.line, reason))
    return TeamRules(tuple(rules[code] for code in sorted(rules)), tuple(problems))


def check_snippets(rule: TeamRule) -> Iterator[BadRule]:
    """Where the snippets kept beside *rule* prove it wrong.

    A ``bad`` one must be found and a ``good`` one must not; both must be Python. ``files`` and
    ``ignores`` do not matter here.
    """
    code = rule.checker.code
    alone = TeamRules((dataclasses.replace(rule, files=(), ignores=()),))
    for snippet in (*rule.bad, *rule.good):
        try:
            ast.parse(snippet.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            yield BadRule(rule.path, snippet.line, f"the snippet is not Python: {error}")
            continue
        found = [d.match.line for d in alone.check("snippet.py", snippet.source)]
        if snippet in rule.bad and not found:
            yield BadRule(rule.path, snippet.line, f"`{code}` finds nothing in this `bad` snippet")
        if snippet in rule.good and found:
            reason = f"`{code}` is found in line {found[0]} of this `good` snippet"
            yield BadRule(rule.path, snippet.line, reason)


# ───────────────────────────── searching


def _parsed(source: str) -> SgNode:
    from ast_grep_py import SgRoot

    return SgRoot(source, "python").root()


def _present(root: SgNode, rules: Iterable[TeamRule]) -> Iterator[TeamRule]:
    """The rules of which something may be found.

    One search over all of them decides for the usual file, in which there is nothing to find; a
    search each costs ten times as much (30 rules on 2,909 lines: 2.6 ms and 29.9 ms). Only a rule
    that this search meets is searched alone: a node names the first of the rules that match it,
    and constraints cannot be combined.
    """
    remaining = list(rules)
    while remaining and (node := root.find(_combined(remaining))) is not None:
        met = next(rule for rule in remaining if node.get_match(_mark(rule)) is not None)
        remaining.remove(met)
        yield met


def _combined(rules: Iterable[TeamRule]) -> Config:
    """One search for all *rules*, less their constraints; each match is marked with its rule.

    The utils of each rule are renamed, so that two rules may use one name for different things.
    """
    utils: dict[str, Any] = {}
    alternatives: list[Any] = []
    for rule in rules:
        code = rule.checker.code
        for name, util in rule.config.get("utils", {}).items():
            utils[f"{code}.{name}"] = _qualified(util, code)
        marked = [_qualified(rule.config["rule"], code), {"pattern": f"${_mark(rule)}"}]
        alternatives.append({"all": marked})
    return {"rule": {"any": alternatives}, "utils": utils}


def _mark(rule: TeamRule) -> str:
    return f"TEAM_RULE_{rule.checker.code}"


def _qualified(value: Any, code: str) -> Any:
    """A rule with the utils it refers to renamed to those of *code*."""
    if isinstance(value, Mapping):
        return {
            key: f"{code}.{inner}" if key == "matches" else _qualified(inner, code)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_qualified(inner, code) for inner in value]
    return value


def _is_deeper_than(limit: int, root: SgNode) -> bool:
    level = [root]
    for _ in range(limit):
        level = [child for node in level for child in node.children()]
        if not level:
            return False
    return True


def _match(rule: TeamRule, node: SgNode, text: str, lines: Sequence[str]) -> Match:
    start = node.range().start
    # ast-grep counts characters, ast counts bytes.
    column = len(lines[start.line][: start.column].encode())
    details = {name: _shown(_captured(node, name, text)) for name in rule.captures}
    anchor = " ".join(node.text().partition("\n")[0].split())
    return Match(start.line + 1, column, details, anchor=anchor)


def _captured(node: SgNode, name: str, text: str) -> str:
    single = node.get_match(name)
    if single is not None:
        return single.text()
    several = node.get_multiple_matches(name)
    if not several:
        return ""
    return text[several[0].range().start.index : several[-1].range().end.index]


def _shown(text: str) -> str:
    """*text* as a message can hold it: one line, short, nothing that a terminal would obey."""
    line = " ".join(text.split())
    if len(line) > _LONGEST_SHOWN:
        line = line[: _LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def _as_python_reads(source: str) -> str:
    """*source* with the line ends that Python sees; ast-grep knows ``\\n`` alone."""
    plain = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode("utf-8", "replace").decode()


def _glob_matches(glob: str, path: str) -> bool:
    """Whether *glob* matches all of *path*: ``**`` is any directories, ``*`` stays within one."""
    segments = path.split("/")
    reached = {0}
    for part in glob.split("/"):
        if part == "**":
            reached = set(range(min(reached), len(segments) + 1))
        else:
            reached = {
                index + 1
                for index in reached
                if index < len(segments) and fnmatch.fnmatchcase(segments[index], part)
            }
        if not reached:
            return False
    return len(segments) in reached


# ───────────────────────────── reading


class _Refused(Exception):
    """Something in a rule's file that cannot be accepted."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class _Block(dict[str, Any]):
    """A mapping of a YAML file that knows the lines of its keys."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class _Text(str):
    """A scalar of a YAML file as written, with its line."""

    line: int


class _Loader(yaml.SafeLoader):
    """Composes nodes only, without aliases: a few can stand for more than fits in memory."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise _Refused(line, "YAML aliases are not supported; use `utils` to share rules")
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def _rules_below(directory: pathlib.Path) -> Iterator[TeamRule | BadRule]:
    if not directory.is_dir():
        yield BadRule(str(directory), 1, "there is no such directory")
        return
    files = list(itertools.islice(_yaml_files(directory), _MOST_FILES + 1))
    if not files:
        yield BadRule(str(directory), 1, "the directory holds no rules (`*.yml`)")
    if len(files) > _MOST_FILES:
        reason = f"the directory holds more than {_MOST_FILES} YAML files; are they all rules?"
        yield BadRule(str(directory), 1, reason)
    for file in files[:_MOST_FILES]:
        yield from _rules_in(file, directory)


def _yaml_files(directory: pathlib.Path) -> Iterator[pathlib.Path]:
    for below, names, files in os.walk(directory):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            if name.endswith((".yml", ".yaml")) and not name.startswith("."):
                yield pathlib.Path(below, name)


def _rules_in(file: pathlib.Path, directory: pathlib.Path) -> Iterator[TeamRule | BadRule]:
    path = str(file)
    try:
        for node in _documents(file, directory):
            try:
                yield _rule(node, path)
            except _Refused as refused:
                yield BadRule(path, refused.line, refused.reason)
    except _Refused as refused:
        yield BadRule(path, refused.line, refused.reason)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        yield BadRule(path, mark.line + 1 if mark else 1, f"not YAML: {error.problem}")
    except yaml.YAMLError as error:
        yield BadRule(path, 1, "not YAML: " + " ".join(str(error).split()))
    except RecursionError:
        yield BadRule(path, 1, f"nests deeper than {_DEEPEST_YAML} levels")
    except OSError as error:
        yield BadRule(path, 1, f"cannot be read: {error.strerror}")


def _documents(file: pathlib.Path, directory: pathlib.Path) -> Iterator[yaml.Node]:
    if not file.resolve().is_relative_to(directory.resolve()):
        raise _Refused(1, "leads out of the directory of rules")
    if not file.is_file():
        raise _Refused(1, "is not a regular file")
    if file.stat().st_size > _LARGEST_FILE:
        raise _Refused(1, f"is larger than {_LARGEST_FILE:,} bytes; split it")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Refused(1, "is not UTF-8") from None
    for node in yaml.compose_all(text, _Loader):
        if node is not None and not _is_empty(node):
            yield node


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == ""


def _value(node: yaml.Node, depth: int = 1) -> Any:
    """The value of *node*: blocks, lists, and scalars as text with their lines."""
    line = node.start_mark.line + 1
    if depth > _DEEPEST_YAML:
        raise _Refused(line, f"nests deeper than {_DEEPEST_YAML} levels")
    match node:
        case yaml.ScalarNode():
            text = _Text(node.value)
            # The text of a block scalar begins below its `|`.
            text.line = line + 1 if node.style in ("|", ">") else line
            return text
        case yaml.SequenceNode():
            return [_value(item, depth + 1) for item in node.value]
        case yaml.MappingNode():
            block = _Block(line)
            for key, value in node.value:
                key_line = key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode):
                    raise _Refused(key_line, "a key must be text")
                if key.value in block:
                    raise _Refused(key_line, f"`{_shown(key.value)}` is given twice")
                block[key.value] = _value(value, depth + 1)
                block.lines[key.value] = key_line
            return block
    raise _Refused(line, "not a value that a rule can have")


def _rule(node: yaml.Node, path: str) -> TeamRule:
    """The rule in a YAML document; raises _Refused."""
    document = _value(node)
    if not isinstance(document, _Block):
        reason = f"a rule is a mapping with {_listed(_REQUIRED)}"
        raise _Refused(node.start_mark.line + 1, reason)
    for key, line in document.lines.items():
        if key not in (*_REQUIRED, *_OPTIONAL):
            allowed = _listed((*_REQUIRED, *_OPTIONAL))
            raise _Refused(line, f"unknown key `{_shown(key)}`; allowed: {allowed}")
    for key in _REQUIRED:
        if key not in document:
            raise _Refused(document.line, f"`{key}` is missing")
    code = _text(document, "code")
    if not re.fullmatch("FAA9[0-9]{2}", code) or code == "FAA900":
        reason = f"`{_shown(code)}` is not a code for a team's rule; use FAA901 to FAA999"
        raise _Refused(document.lines["code"], reason)
    config, searches = _search(document)
    captured = set(_metavariables(config))
    message, named = _template(document, "message", captured)
    words = "advice" if "advice" in document else "message"
    advice, also_named = _template(document, words, captured)
    checker = Checker(
        code=code,
        name=f"team-rule-{code[3:]}",
        dimension=_choice(document, "dimension", _dimensions()),
        pattern="",
        impact=_choice(document, "impact", {impact.value: impact for impact in Impact}),
        priority=_choice(document, "priority", {p.value.casefold(): p for p in Priority}),
        when=_choice(document, "when", {when.value: when for when in When}, When.ALWAYS),
        subject=Module,
        message=message,
        advice=advice,
        story=_text(document, "message"),
        options=(),
        check=lambda module, context: iter(()),
    )
    return TeamRule(
        checker=checker,
        config=config,
        captures=tuple(sorted(named | also_named)),
        files=_globs(document, "files"),
        ignores=_globs(document, "ignores"),
        bad=_snippets(document, "bad"),
        good=_snippets(document, "good"),
        searches=searches,
        path=path,
        line=document.lines["code"],
    )


def _text(document: _Block, key: str) -> str:
    """The text at *key*, in one line."""
    value = document[key]
    text = " ".join(value.split()) if isinstance(value, _Text) else ""
    if not text or not text.isprintable() or len(text) > _LONGEST_TEXT:
        reason = f"`{key}` must be printable text of up to {_LONGEST_TEXT:,} characters"
        raise _Refused(document.lines[key], reason)
    return text


def _texts(document: _Block, key: str) -> tuple[_Text, ...]:
    """The text or texts at *key*, none where it is not given."""
    value = document.get(key, [])
    values = value if isinstance(value, list) else [value]
    for item in values:
        if not isinstance(item, _Text) or not item.strip():
            raise _Refused(document.lines[key], f"`{key}` must be text or a list of texts")
    return tuple(values)


def _choice(document: _Block, key: str, choices: Mapping[str, T], default: T | None = None) -> T:
    if key not in document and default is not None:
        return default
    word = _text(document, key)
    if word.casefold() not in choices:
        reason = f"`{key}` cannot be `{_shown(word)}`; use {_listed(choices)}"
        raise _Refused(document.lines[key], reason)
    return choices[word.casefold()]


def _dimensions() -> Mapping[str, Dimension]:
    """What a rule may call its dimension: the package or the title."""
    own = [dimension for dimension in Dimension if dimension is not Dimension.TOOL]
    packages = {dimension.package: dimension for dimension in own}
    return packages | {dimension.title.casefold(): dimension for dimension in own}


def _template(document: _Block, key: str, captured: AbstractSet[str]) -> tuple[str, set[str]]:
    """The words at *key* as a format template, and the metavariables they name."""
    named = set[str]()

    def placeholder(found: re.Match[str]) -> str:
        name = found[2]
        if name not in captured:
            reason = f"`{key}` names `{found[0]}`, which no pattern of the rule captures"
            raise _Refused(document.lines[key], reason)
        named.add(name)
        return f"{{{name}}}"

    text = _text(document, key).replace("{", "{{").replace("}", "}}")
    return _PLACEHOLDER.sub(placeholder, text), named


def _globs(document: _Block, key: str) -> tuple[str, ...]:
    globs = _texts(document, key)
    for glob in globs:
        if glob.startswith(("/", "./")) or ".." in glob.split("/") or "\\" in glob:
            reason = f"`{_shown(glob)}` must be relative to the project, with `/` between names"
            raise _Refused(glob.line, reason)
    return globs


def _snippets(document: _Block, key: str) -> tuple[Snippet, ...]:
    return tuple(Snippet(text.line, str(text)) for text in _texts(document, key))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# ───────────────────────────── judging a search


def _search(document: _Block) -> tuple[Config, int]:
    """The search of a rule as ast-grep takes it, and its endless relations within each other.

    Raises _Refused for what ast-grep refuses, takes without a word though it means nothing, or
    would not survive.
    """
    sections = {key: document[key] for key in ("rule", "constraints", "utils") if key in document}
    for key, section in sections.items():
        if not isinstance(section, _Block):
            raise _Refused(document.lines[key], f"`{key}` must be a mapping")
    utils = sections.get("utils", _Block(0))
    survey = _Survey(utils)
    efforts = [survey.effort(document["rule"], document.lines["rule"])]
    for named in (utils, sections.get("constraints", _Block(0))):
        efforts += [survey.effort(rule, named.lines[name]) for name, rule in named.items()]
    steps, searches = sum(e.steps for e in efforts), max(e.searches for e in efforts)
    if steps > _MOST_STEPS:
        reason = f"the rule takes more than {_MOST_STEPS} steps, `matches` followed; simplify it"
        raise _Refused(document.lines["rule"], reason)
    if searches > _MOST_SEARCHES:
        reason = (
            f"more than {_MOST_SEARCHES} relations with `stopBy` (or `ofRule`) within each other "
            "take too long; simplify the rule"
        )
        raise _Refused(document.lines["rule"], reason)
    config: Any = {key: _as_ast_grep_reads(section) for key, section in sections.items()}
    try:
        _parsed("").find(config)
    except Exception as error:  # ast-grep raises bare Exceptions
        reason = _cause(error)
        raise _Refused(_line_of(reason, document), f"ast-grep refuses it: {reason}") from None
    return config, searches


class _Effort(NamedTuple):
    """What a rule costs: the rules in it, and how many endless relations hold one another."""

    steps: int
    searches: int


class _Survey:
    """Reads the rules of one document, refuses what is wrong and counts what is not."""

    def __init__(self, utils: _Block) -> None:
        self._utils = utils
        self._known: dict[str, _Effort] = {}
        self._pending: list[str] = []

    def effort(self, rule: Any, line: int, allowed: AbstractSet[str] = _RULE_KEYS) -> _Effort:
        """What *rule*, given at *line*, costs; raises _Refused."""
        if not isinstance(rule, _Block):
            raise _Refused(line, f"a rule is a mapping with any of {_listed(sorted(allowed))}")
        steps, searches = 1, 0
        for key, value in rule.items():
            line = rule.lines[key]
            if key not in allowed:
                reason = f"unknown key `{_shown(key)}`; allowed: {_listed(sorted(allowed))}"
                raise _Refused(line, reason)
            for inner in self._inner_efforts(key, value, line):
                steps += inner.steps
                searches = max(searches, inner.searches)
        return _Effort(steps, searches)

    def _inner_efforts(self, key: str, value: Any, line: int) -> Iterator[_Effort]:
        match key, value:
            case "all" | "any", list():
                for rule in value:
                    yield self.effort(rule, line)
            case "not", _:
                yield self.effort(value, line)
            case "inside" | "has" | "precedes" | "follows", _:
                steps, searches = self.effort(value, line, _RELATION_KEYS)
                is_endless = value.get("stopBy", "neighbor") != "neighbor"
                yield _Effort(steps, searches + is_endless)
            case "stopBy", _Block():
                yield self.effort(value, line)
            case "nthChild", {"ofRule": rule}:
                steps, searches = self.effort(rule, line)
                yield _Effort(steps, searches + 1)
            case "matches", _Text():
                yield self._referred(value, line)
            case "pattern", _Text() | {"context": _Text()}:
                _refuse_broken(value if isinstance(value, _Text) else value["context"], line)
            case "regex", _Text() if len(value) > _LONGEST_TEXT:
                raise _Refused(line, f"`regex` is longer than {_LONGEST_TEXT:,} characters")

    def _referred(self, name: str, line: int) -> _Effort:
        if name in self._pending:
            raise _Refused(line, f"`{_shown(name)}` refers to itself")
        if name not in self._utils:
            raise _Refused(line, f"`{_shown(name)}` is not among the rule's `utils`")
        if name not in self._known:
            self._pending.append(name)
            self._known[name] = self.effort(self._utils[name], self._utils.lines[name])
            self._pending.pop()
        return self._known[name]


def _refuse_broken(pattern: str, line: int) -> None:
    """Refuse a pattern that is not Python: ast-grep takes it, and it matches next to nothing."""
    if len(pattern) > _LONGEST_TEXT:
        raise _Refused(line, f"`pattern` is longer than {_LONGEST_TEXT:,} characters")
    # ast-grep itself puts a letter in the place of `$`.
    if _parsed(pattern.replace("$", "µ")).find(kind="ERROR") is not None:
        reason = f"the pattern `{_shown(pattern)}` is not Python"
        raise _Refused(line, f"{reason}; write whole code, or use `context` and `selector`")


def _as_ast_grep_reads(value: Any, key: str = "") -> Any:
    """*value* with the numbers and truth values that ast-grep asks for, all else as text."""
    match value:
        case _Block():
            return {inner: _as_ast_grep_reads(item, inner) for inner, item in value.items()}
        case list():
            return [_as_ast_grep_reads(item) for item in value]
        case _Text() if key in ("line", "column") and re.fullmatch("[0-9]{1,9}", value):
            return int(value)
        case _Text() if key == "reverse" and value in ("true", "false"):
            return value == "true"
    return str(value)


def _metavariables(value: Any, key: str = "") -> Iterator[str]:
    """The names that the patterns in *value* capture."""
    if isinstance(value, Mapping):
        for inner, item in value.items():
            yield from _metavariables(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _metavariables(item)
    elif key in ("pattern", "context"):
        for found in _PLACEHOLDER.finditer(value):
            if not found[2].startswith("_"):
                yield found[2]


def _cause(error: Exception) -> str:
    """The last cause that ast-grep names, without the stack it may add."""
    words = str(error).partition("\n\nStack backtrace")[0]
    causes = re.split(r"\n\s+[0-9]+: ", words.partition("Caused by:")[2] or words)
    return " ".join(causes[-1].split())[:_LONGEST_TEXT]


def _line_of(reason: str, document: _Block) -> int:
    """The line of what *reason* quotes, or else of the rule."""
    quoted = set(re.findall("`([^`]+)`", reason))
    lines = (
        text.line
        for key in ("constraints", "utils", "rule")
        for text in _all_texts(document.get(key))
        if text in quoted
    )
    return next(lines, document.lines["rule"])


def _all_texts(value: Any) -> Iterator[_Text]:
    if isinstance(value, _Text):
        yield value
    elif isinstance(value, _Block):
        for item in value.values():
            yield from _all_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _all_texts(item)
