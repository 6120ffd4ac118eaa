"""What known libraries do when called: tables of names, read on demand, behind a few questions."""

from __future__ import annotations

import functools
import importlib.resources
import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol, TypeGuard, TypeVar

import msgspec

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")

KINDS = frozenset(
    {"network", "database", "subprocess", "sleep", "lock", "file", "cpu", "mail", "queue"}
)
"""What a call may spend its time on; each is also a word of ``[effects]``."""

RUNS = frozenset({"thread", "process", "greenlet", "task", "callback", "background", "nested"})
"""Where an offloaded callable runs; ``docs/libraries.md`` says what each means."""

SINKS = frozenset({"sql", "html", "path", "url", "redirect", "code", "log"})
"""What a string may act as in a library; ``docs/libraries.md`` says what each means."""

REJECTED = frozenset({"absent", "unreadable"})
"""Why a call rejects its argument: there is no such thing, or it is no such value."""

_SQL_WORDS = frozenset({"query", "write", "flush", "commit", "stage", "transaction"})
_STANDARD_LIBRARY = "python"
_WILDCARD = ".*"


class Effect(msgspec.Struct, frozen=True):
    """What calling *name* does.

    ``blocks`` says that the calling thread is held: false for coroutine functions, whose effect
    comes when they are awaited, and for what only prepares (``Session.add``). ``query`` issues a
    statement of the caller's here and now; ``write`` changes rows, now or with the next flush;
    ``commit`` ends the transaction; ``transaction`` opens a block that commits when it is left.
    """

    kind: str
    name: str
    blocks: bool = True
    query: bool = False
    write: bool = False
    commit: bool = False
    transaction: bool = False


class Offload(msgspec.Struct, frozen=True):
    """A call that has another callable (or coroutine) run: which argument, and where.

    The argument stands at ``position`` or under ``keyword``; ``every`` says that it and all
    positional arguments behind it are run (``gather``). ``wraps`` says that nothing runs yet: the
    result is the callable that will (``sync_to_async(f)``).
    """

    name: str
    runs: str
    position: int | None = None
    keyword: str | None = None
    every: bool = False
    wraps: bool = False


class Timeout(msgspec.Struct, frozen=True):
    """The argument that limits how long a call waits; ``default``: there is a limit without it."""

    keyword: str
    default: bool


class Raises(msgspec.Struct, frozen=True):
    """The exception with which a call rejects what it is given, and ``when`` it does: what is asked
    for is absent (``Query.one``), or a text is unreadable as what it should be (``uuid.UUID``)."""

    error: str
    when: str


class Sink(msgspec.Struct, frozen=True):
    """A call that takes a string for more than data: ``kind`` says for what.

    The string stands at ``position`` or under ``keyword``; ``every`` says that all positional
    arguments behind it are taken so too, ``receiver`` that it is the object the method is called
    on (``Path.unlink``).
    """

    name: str
    kind: str
    position: int | None = None
    keyword: str | None = None
    every: bool = False
    receiver: bool = False


class Problem(msgspec.Struct, frozen=True):
    """An entry of a table that cannot be understood: in which file, under which key, and why."""

    path: str
    key: str
    reason: str


class Table(msgspec.Struct, frozen=True):
    """The entries of one file, by full name; a name that ends in ``.*`` means every public one.

    An exception to a wildcard is an entry too: no words in ``effects``, False in the lists.
    """

    aliases: dict[str, str] = msgspec.field(default_factory=dict)
    classes: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    returns: dict[str, str] = msgspec.field(default_factory=dict)
    attributes: dict[str, str] = msgspec.field(default_factory=dict)
    items: dict[str, str] = msgspec.field(default_factory=dict)
    elements: dict[str, str] = msgspec.field(default_factory=dict)
    entered: dict[str, str] = msgspec.field(default_factory=dict)
    effects: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)
    coroutines: dict[str, bool] = msgspec.field(default_factory=dict)
    awaitables: dict[str, bool] = msgspec.field(default_factory=dict)
    optional: dict[str, bool] = msgspec.field(default_factory=dict)
    raises: dict[str, Raises] = msgspec.field(default_factory=dict)
    makes: dict[str, str] = msgspec.field(default_factory=dict)
    twins: dict[str, str] = msgspec.field(default_factory=dict)
    instead: dict[str, str] = msgspec.field(default_factory=dict)
    offload: dict[str, Offload] = msgspec.field(default_factory=dict)
    timeouts: dict[str, Timeout] = msgspec.field(default_factory=dict)
    sinks: dict[str, Sink] = msgspec.field(default_factory=dict)
    passing: dict[str, bool] = msgspec.field(default_factory=dict)
    serving: dict[str, bool] = msgspec.field(default_factory=dict)

    def entries(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Each section's name with its entries."""
        for name in self.__struct_fields__:
            yield name, getattr(self, name)


class Libraries:
    """Answers what a dotted name of a library is and does, from the tables.

    A name is what stands in the source after imports are followed: a function (``requests.get``),
    a class, a method of its instances (``requests.Session.get``), or a chain of attributes
    (``openai.OpenAI.chat.completions.create``). Old names and re-exports mean the same as the
    canonical one; methods are looked up on the class and then on its bases. A name no table
    knows gets None or False.
    """

    def __init__(self, extra: Iterable[Path] = ()) -> None:
        self._extra = tuple(extra)
        self._known = Table()
        self._heads: set[str] = set()
        self._described: set[str] = set()
        self._canonical: dict[str, str] = {}
        self._callables: dict[str, str] = {}
        self._effects: dict[str, Effect | None] = {}
        self._roles: dict[str, str | None] = {}
        self._coroutines: dict[str, bool] = {}
        self._optional: dict[str, bool] = {}
        self._raises: dict[str, Raises | None] = {}
        self._offloads: dict[str, Offload | None] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, extra: Iterable[Path] = ()) -> Libraries:
        """The tables of the package, overridden by those of the files *extra*, later ones winning.

        Nothing is read before the first question; the same unchanged files give the same object.
        """
        return _load(tuple((path, _stamp(path)) for path in extra))

    @functools.cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files *extra*; what could be understood in them counts."""
        problems: list[Problem] = []
        for path in reversed(self._extra):
            table, wrong = read_table(path)
            self._learn(table)
            problems[:0] = wrong
        return tuple(problems)

    def canonical(self, dotted: str) -> str:
        """The one name that the tables use for *dotted*: ``requests.sessions.Session.get`` gives
        ``requests.Session.get``; the name itself where nothing is known."""
        found = self._canonical.get(dotted)
        if found is None:
            found = dotted
            for _ in range(8):  # aliases of aliases; a circle of a user's table ends here
                self._need(found)
                renamed = self._renamed(found)
                if renamed == found:
                    break
                found = renamed
            self._canonical[dotted] = found
        return found

    def describes(self, dotted: str) -> bool:
        """Whether a table tells of the package of *dotted*, so that what it leaves out is cheap."""
        head = self.canonical(dotted).partition(".")[0]
        return head in self._described or head in sys.stdlib_module_names or head == "builtins"

    def is_class(self, dotted: str) -> bool:
        """Whether a call of *dotted* makes an instance of it."""
        return self.canonical(dotted) in self._known.classes

    def bases(self, dotted_class: str) -> tuple[str, ...]:
        """The direct bases that the tables name, canonical."""
        name = self.canonical(dotted_class)
        return tuple(self.canonical(base) for base in self._known.classes.get(name, ()))

    def effect(self, dotted: str) -> Effect | None:
        """What calling *dotted* does, None for nothing that matters or nothing known."""
        if dotted not in self._effects:
            self._effects[dotted] = self._effect(dotted)
        return self._effects[dotted]

    def returns(self, dotted: str) -> str | None:
        """The type that a call gives, after ``await`` for coroutines; for a class, the class.

        What instances give when called is asked for as ``….__call__``.
        """
        name = self._callable(dotted)
        if name in self._known.classes and name not in self._known.returns:
            return name
        found = self._find(self._known.returns, name)
        if found == "self":
            return name.rpartition(".")[0]
        return found and self.canonical(found)

    def attribute(self, dotted_class: str, name: str) -> str | None:
        """The type of the attribute *name* of an instance (or of a module)."""
        owner = self.canonical(dotted_class)
        for ancestor in self._mro(owner):
            key = f"{ancestor}.{name}"
            if key in self._known.attributes:
                return self.canonical(self._known.attributes[key])
            if self._is_method(key):
                return None
            general = self._known.attributes.get(ancestor + _WILDCARD)
            if general is not None and not name.startswith("_"):
                return self.canonical(general)
        return None

    def may_be_method(self, dotted_class: str, name: str) -> bool:
        """Whether the tables tell of the attribute *name* only what they tell of all attributes."""
        owner = self.canonical(dotted_class)
        return not any(f"{each}.{name}" in self._known.attributes for each in self._mro(owner))

    def item(self, dotted_class: str) -> str | None:
        """The type of ``x[…]`` for an instance x."""
        return self._type(self._known.items, dotted_class)

    def element(self, dotted: str) -> str | None:
        """The type of what a loop over an instance, or over the result of a call, goes through."""
        return self._type(self._known.elements, dotted)

    def entered(self, dotted: str) -> str | None:
        """The type that ``with X as y`` binds, where it is not X itself.

        *dotted* is the type of X, or the function whose call X is, with or without ``()``.
        """
        return self._type(self._known.entered, dotted.removesuffix("()"))

    def is_coroutine(self, dotted: str) -> bool:
        """Whether a call without ``await`` does nothing yet."""
        known = self._coroutines.get(dotted)
        if known is None:
            found = self._find(self._known.coroutines, self._callable(dotted))
            known = self._coroutines[dotted] = found is True
        return known

    def is_awaitable(self, dotted: str) -> bool:
        """Whether the result is to be awaited or entered by ``async with``: a coroutine function,
        or a plain one that gives an awaitable (``aiohttp.ClientSession.get``)."""
        name = self._callable(dotted)
        return self._find(self._known.awaitables, name) is True or self.is_coroutine(name)

    def is_optional(self, dotted: str) -> bool:
        """Whether the result may be None because nothing was found: ``Session.get``."""
        known = self._optional.get(dotted)
        if known is None:
            found = self._find(self._known.optional, self._callable(dotted))
            known = self._optional[dotted] = found is True
        return known

    def raises(self, dotted: str) -> Raises | None:
        """How a call rejects what it is given, None where it does not or that is not known."""
        if dotted not in self._raises:
            self._raises[dotted] = self._find(self._known.raises, self._callable(dotted))
        return self._raises[dotted]

    def makes(self, dotted: str) -> str | None:
        """What is costly or delicate about the object a call makes: its role.

        Roles are ``engine``, ``session``, ``session-factory``, ``database-client``,
        ``http-client``, ``client``, ``pool`` (of threads or processes) and ``thread``. A class
        has the role of its instances.
        """
        if dotted not in self._roles:
            self._roles[dotted] = self._find(self._known.makes, self._callable(dotted))
        return self._roles[dotted]

    def twin(self, dotted: str) -> str | None:
        """The coroutine of the same object that does the same: ``invoke`` has ``ainvoke``."""
        name = self._callable(dotted)
        found = self._find(self._known.twins, name)
        return found and self.canonical(found.replace("*", name.rpartition(".")[2]))

    def instead(self, dotted: str) -> str | None:
        """What to use on the event loop, in a few words for a message."""
        name = self._callable(dotted)
        found = self._find(self._known.instead, name)
        if found is not None:
            return found
        owner = name
        while "." in owner:
            owner = owner.rpartition(".")[0]
            found = self._known.instead.get(owner + _WILDCARD)
            if found is not None:
                return found
        return None

    def offload(self, dotted: str) -> Offload | None:
        """How a call has one of its arguments run elsewhere or later."""
        if dotted not in self._offloads:
            self._offloads[dotted] = self._find(self._known.offload, self._callable(dotted))
        return self._offloads[dotted]

    def timeout(self, dotted: str) -> Timeout | None:
        """How a call that waits for others is limited, None where that is not known."""
        return self._find(self._known.timeouts, self._callable(dotted))

    def sink(self, dotted: str) -> Sink | None:
        """What a call takes one of its strings for: a statement, a path, an address ..."""
        return self._find(self._known.sinks, self._callable(dotted))

    def passes(self, dotted: str) -> bool:
        """Whether the result says what the arguments say: ``os.path.join``, ``json.loads``."""
        return self._find(self._known.passing, self._callable(dotted)) is True

    def serves(self, dotted: str) -> bool:
        """Whether what *dotted* decorates is called to answer requests: ``FastMCP.tool``."""
        return self._find(self._known.serving, self._callable(dotted)) is True

    def _effect(self, dotted: str) -> Effect | None:
        name = self._callable(dotted)
        words = self._find(self._known.effects, name)
        if not words:
            return None
        return Effect(
            kind=min(words & KINDS, default="database"),
            name=name,
            blocks=not words <= {"stage", "transaction"} and not self.is_awaitable(dotted),
            query=not words.isdisjoint({"query", "write"}),
            write=not words.isdisjoint({"write", "flush", "stage"}),
            commit="commit" in words,
            transaction="transaction" in words,
        )

    def _type(self, entries: Mapping[str, str], dotted: str) -> str | None:
        name = self._callable(dotted)
        found = self._find(entries, name)
        if found is None:
            result = self.returns(name)
            found = self._find(entries, result) if result not in (None, name) else None
        return found and self.canonical(found)

    def _find(self, entries: Mapping[str, T], name: str | None) -> T | None:
        """The entry for *name* (see ``_callable``): its own, its class's wildcard, a base's."""
        if name is None:
            return None
        if name in entries:
            return entries[name]
        if name in self._known.classes:
            inherited = (entries.get(ancestor) for ancestor in self._mro(name))
            return next((entry for entry in inherited if entry is not None), None)
        owner, _, last = name.rpartition(".")
        for ancestor in self._mro(owner):
            key = f"{ancestor}.{last}"
            if key in entries:
                return entries[key]
            general = entries.get(ancestor + _WILDCARD)
            if general is not None and not last.startswith("_"):
                return general
        return None

    def _callable(self, dotted: str) -> str:
        """The name of what is called: its class (or module) and its own; attributes followed."""
        found = self._callables.get(dotted)
        if found is None:
            found = self.canonical(dotted)
            owner, _, last = found.rpartition(".")
            if owner and found not in self._known.classes:
                found = self.canonical(f"{self._value(owner)}.{last}")
            self._callables[dotted] = found
        return found

    def _value(self, dotted: str) -> str:
        """The type, or else the module, that a chain of names stands for."""
        name = self.canonical(dotted)
        owner, _, last = name.rpartition(".")
        if not owner or name in self._known.classes:
            return name
        value = self._value(owner)
        return self.attribute(value, last) or f"{value}.{last}"

    def _mro(self, name: str) -> tuple[str, ...]:
        found = self._ancestors.get(name)
        if found is None:
            self._ancestors[name] = (name,)  # a circle of a user's table ends here
            above = (self._mro(base) for base in self.bases(name))
            found = tuple(dict.fromkeys((name, *itertools.chain.from_iterable(above))))
            self._ancestors[name] = found
        return found

    def _is_method(self, key: str) -> bool:
        known = self._known
        return key in known.effects or key in known.returns or key in known.coroutines

    def _renamed(self, dotted: str) -> str:
        """*dotted* with the longest part of it that is an alias replaced."""
        aliases = self._known.aliases
        part, rest = dotted, ""
        while part:
            if part in aliases:
                return aliases[part] + rest
            owner, _, last = part.rpartition(".")
            general = aliases.get(owner + _WILDCARD)
            if general is not None and part not in self._known.classes:
                return f"{general.removesuffix(_WILDCARD)}.{last}{rest}"
            part, rest = owner, f".{last}{rest}"
        return dotted

    def _need(self, dotted: str) -> None:
        """Read the package's table for *dotted*, once for each first component."""
        head = dotted.partition(".")[0]
        if head in self._heads:
            return
        self._heads.add(head)
        _ = self.problems  # the user's tables come first: what is known is never overridden
        file = importlib.resources.files("flake8_fastapi_arch") / "libraries" / f"{head}.toml"
        if head.isidentifier() and file.is_file():
            table, _problems = parse_table(file.read_text("utf-8"), str(file))
            self._learn(table)
        elif head != _STANDARD_LIBRARY:
            self._need(_STANDARD_LIBRARY)

    def _learn(self, table: Table) -> None:
        known = dict(self._known.entries())
        for section, entries in table.entries():
            for name, entry in entries.items():
                known[section].setdefault(name, entry)
                self._described.add(name.partition(".")[0])


def read_table(path: Path) -> tuple[Table, list[Problem]]:
    """The table in the file *path* and what is wrong with it; what is wrong is left out."""
    try:
        return parse_table(path.read_text("utf-8"), str(path))
    except OSError as error:
        return Table(), [Problem(str(path), "", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError:
        return Table(), [Problem(str(path), "", "is not UTF-8 text")]


def parse_table(text: str, path: str) -> tuple[Table, list[Problem]]:
    """The same for a *text* at hand; *path* is for the problems."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Table(), [Problem(path, "", f"is not TOML: {error}")]
    table = Table()
    problems: list[Problem] = []
    for section, content in data.items():
        reader = _SECTIONS.get(section)
        if section == "checked":
            if not _is_strings(content):
                problems.append(Problem(path, section, "must be a list of `distribution version`"))
        elif reader is None:
            known = ", ".join(sorted({*_SECTIONS, "checked"}))
            problems.append(Problem(path, section, f"unknown section; there are {known}"))
        elif not isinstance(content, dict):
            problems.append(Problem(path, section, "must be a table"))
        else:
            for key, value in content.items():
                try:
                    reader(table, key, value)
                except _WrongEntry as wrong:
                    problems.append(Problem(path, f"{section}.{key}", str(wrong)))
    return table, problems


class _WrongEntry(Exception):
    """An entry that cannot be understood; says why."""


class _Reader(Protocol):
    def __call__(self, table: Table, key: str, value: object, /) -> None: ...


def _mapping(
    section: str, *, wildcard: bool = True, module: bool = False, word: str = "", star: bool = False
) -> _Reader:
    """Reads ``name = name``; *word* is a value allowed besides, *star* allows ``*`` in it."""

    def read(table: Table, key: str, value: object) -> None:
        names = _names(key, wildcard=wildcard, module=module)
        if not isinstance(value, str):
            raise _WrongEntry("must be a dotted name")
        if value != word:
            _dotted(value.replace("*", "x") if star else value, wildcard=False)
        dict(table.entries())[section].update(dict.fromkeys(names, value))

    return read


def _read_alias(table: Table, key: str, value: object) -> None:
    if not isinstance(value, str):
        raise _WrongEntry("must be a dotted name")
    for name in _names(key, wildcard=True, module=True):
        last = name.rpartition(".")[2]
        if last == "*" and not value.endswith(_WILDCARD):
            raise _WrongEntry("must end in `.*` too")
        table.aliases[name] = _dotted(value.replace("*", last), wildcard=True, module=True)


def _read_class(table: Table, key: str, value: object) -> None:
    bases = tuple(_dotted(base, wildcard=False) for base in _strings(value))
    table.classes.update(dict.fromkeys(_names(key, wildcard=False), bases))


def _read_effect(table: Table, key: str, value: object) -> None:
    if key not in KINDS | _SQL_WORDS:
        known = ", ".join(sorted(KINDS | _SQL_WORDS))
        raise _WrongEntry(f"unknown effect; there are {known}")
    for name, holds in _listed(value):
        words = table.effects.get(name, frozenset())
        table.effects[name] = words | {key} if holds else frozenset()


def _read_calls(table: Table, key: str, value: object) -> None:
    match key:
        case "coroutines":
            table.coroutines.update(_listed(value))
        case "awaitables":
            table.awaitables.update(_listed(value))
        case "may-be-none":
            table.optional.update(_listed(value))
        case "passing":
            table.passing.update(_listed(value))
        case "serving":
            table.serving.update(_listed(value))
        case _:
            known = "coroutines, awaitables, may-be-none, passing, serving"
            raise _WrongEntry(f"unknown key; there are {known}")


_ROLES = frozenset(
    {
        "engine", "session", "session-factory", "database-client", "http-client", "client",
        "pool", "thread",
    }
)  # fmt: skip


def _read_makes(table: Table, key: str, value: object) -> None:
    if key not in _ROLES:
        raise _WrongEntry(f"unknown role; there are {', '.join(sorted(_ROLES))}")
    for name, holds in _listed(value):
        if not holds:
            raise _WrongEntry(f"`!{name}`: there are no exceptions here")
        table.makes[name] = key


def _read_instead(table: Table, key: str, value: object) -> None:
    if not isinstance(value, str) or not value or "\n" in value:
        raise _WrongEntry("must be a few words on one line")
    table.instead.update(dict.fromkeys(_names(key, wildcard=True, module=True), value))


def _read_offload(table: Table, key: str, value: object) -> None:
    fields = _fields(
        value, {"runs": str, "position": int, "keyword": str, "every": bool, "wraps": bool}
    )
    runs = fields.pop("runs", None)
    if runs not in RUNS:
        raise _WrongEntry(f"`runs` must be one of {', '.join(sorted(RUNS))}")
    if fields.keys().isdisjoint({"position", "keyword"}):
        raise _WrongEntry("needs `position` or `keyword`: which argument is run")
    for name in _names(key, wildcard=False):
        table.offload[name] = Offload(name=name, runs=str(runs), **fields)  # type: ignore[arg-type]


def _read_sink(table: Table, key: str, value: object) -> None:
    fields = _fields(
        value, {"kind": str, "position": int, "keyword": str, "every": bool, "receiver": bool}
    )
    kind = fields.pop("kind", None)
    if kind not in SINKS:
        raise _WrongEntry(f"`kind` must be one of {', '.join(sorted(SINKS))}")
    if fields.keys().isdisjoint({"position", "keyword", "receiver"}):
        raise _WrongEntry("needs `position`, `keyword` or `receiver`: what is taken so")
    for name in _names(key, wildcard=False):
        table.sinks[name] = Sink(name=name, kind=str(kind), **fields)  # type: ignore[arg-type]


def _read_raises(table: Table, key: str, value: object) -> None:
    fields = _fields(value, {"error": str, "when": str})
    if fields.get("when") not in REJECTED:
        raise _WrongEntry(f"`when` must be one of {', '.join(sorted(REJECTED))}")
    raises = Raises(_dotted(fields.get("error"), wildcard=False), str(fields["when"]))
    table.raises.update(dict.fromkeys(_names(key, wildcard=False), raises))


def _read_timeout(table: Table, key: str, value: object) -> None:
    fields = _fields(value, {"keyword": str, "default": bool})
    if "default" not in fields:
        raise _WrongEntry("needs `default`: whether there is a limit when none is given")
    timeout = Timeout(str(fields.get("keyword", "timeout")), bool(fields["default"]))
    table.timeouts.update(dict.fromkeys(_names(key, wildcard=True), timeout))


_SECTIONS: Mapping[str, _Reader] = {
    "aliases": _read_alias,
    "classes": _read_class,
    "returns": _mapping("returns", word="self"),
    "attributes": _mapping("attributes", module=True),
    "items": _mapping("items", wildcard=False),
    "elements": _mapping("elements", wildcard=False),
    "entered": _mapping("entered", wildcard=False),
    "effects": _read_effect,
    "calls": _read_calls,
    "raises": _read_raises,
    "makes": _read_makes,
    "twins": _mapping("twins", star=True),
    "instead": _read_instead,
    "offload": _read_offload,
    "timeouts": _read_timeout,
    "sinks": _read_sink,
}

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_BRACES = re.compile(r"\{([^{}]*)\}")


def _fields(value: object, types: Mapping[str, type]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _WrongEntry("must be a table in braces")
    for name, field in value.items():
        if name not in types:
            raise _WrongEntry(f"unknown key `{name}`; there are {', '.join(types)}")
        if type(field) is not types[name]:
            raise _WrongEntry(f"`{name}` must be of type {types[name].__name__}")
    return dict(value)


def _listed(value: object) -> Iterator[tuple[str, bool]]:
    """The names of a list, True; those behind ``!`` False."""
    for text in _strings(value):
        for name in _names(text.removeprefix("!"), wildcard=True):
            yield name, not text.startswith("!")


def _strings(value: object) -> list[str]:
    if not _is_strings(value):
        raise _WrongEntry("must be a list of names")
    return value


def _is_strings(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _names(text: str, *, wildcard: bool, module: bool = False) -> list[str]:
    """*text* with its braces written out: ``a.{b,c}`` is ``a.b`` and ``a.c``."""
    braces = _BRACES.search(text)
    if braces is None:
        return [_dotted(text, wildcard=wildcard, module=module)]
    before, after = text[: braces.start()], text[braces.end() :]
    return [
        name
        for choice in braces[1].split(",")
        for name in _names(before + choice.strip() + after, wildcard=wildcard, module=module)
    ]


def _dotted(text: object, *, wildcard: bool, module: bool = False) -> str:
    """*text* itself, which may end in ``.*`` with *wildcard*; ``name.*`` only with *module*."""
    if isinstance(text, str):
        name = text.removesuffix(_WILDCARD) if wildcard else text
        if _NAME.fullmatch(name) and ("." in name or (module and name != text)):
            return text
    raise _WrongEntry(f"`{text}` is not a dotted name" + " (`.*` may end it)" * wildcard)


@functools.lru_cache(maxsize=16)
def _load(stamped: tuple[tuple[Path, object], ...]) -> Libraries:
    return Libraries(path for path, _ in stamped)


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
