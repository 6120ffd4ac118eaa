"""What each kind of file says about the packages a project takes: read as text, never run."""

from __future__ import annotations

import ast
import codecs
import configparser
import json
import pathlib
import posixpath
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from flake8_fastapi_arch.project.modules.files import is_own

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]


class Declaration(msgspec.Struct, frozen=True):
    """A line that says which versions of *name* the project takes.

    ``condition`` is the extra, group or marker under which the line counts, "" for always.
    """

    name: str
    specifier: SpecifierSet
    condition: str
    source: str  # "path:line", or the path alone


class Lock(msgspec.Struct, frozen=True):
    """The version of *name* that is written down as the one installed."""

    name: str
    version: Version
    source: str


class Problem(msgspec.Struct, frozen=True):
    """A file, or a line of one, that could not be understood and was left out."""

    source: str
    reason: str


Statement = Declaration | Lock | Problem


def home_of(path: str) -> str | None:
    """The directory that the file at *path* speaks for; None when it declares no packages."""
    directory, name = posixpath.split(path)
    if name == "METADATA" and directory.endswith(".dist-info"):
        return posixpath.dirname(directory)
    if name == "METADATA":
        return None
    if _is_requirements(name, directory):
        inside = posixpath.basename(directory) == "requirements"
        return posixpath.dirname(directory) if inside else directory
    return directory if name in _READERS or _is_dockerfile(name) else None


def name_of(root: pathlib.Path) -> str:
    """What the project at *root* calls itself; the name of its directory where it does not."""
    try:
        document = tomllib.loads(_text(root, "pyproject.toml"))
    except (OSError, ValueError, RecursionError):
        return root.name
    homes = (document.get("project"), _table(document.get("tool")).get("poetry"))
    names = (_table(home).get("name") for home in homes)
    return next((name for name in names if isinstance(name, str) and name.strip()), root.name)


def statements(root: pathlib.Path, path: str) -> Iterator[Statement]:
    """What the file at *path* (below *root*, one that has a home) declares and locks.

    What is broken comes as a ``Problem``; the rest of the file, where it can be told, is read on.
    """
    name = posixpath.basename(path)
    try:
        text = _text(root, path)
        if name in _READERS:
            yield from _READERS[name](path, text, root)
        elif _is_dockerfile(name):
            yield from _dockerfile(path, text, root)
        else:
            yield from _requirements(path, text, root)
    except OSError as error:
        yield Problem(path, f"cannot be read: {error.strerror or error}")
    except UnicodeError:
        yield Problem(path, "is neither UTF-8 nor marked as UTF-16")
    except (ValueError, SyntaxError, configparser.Error, RecursionError, MemoryError) as error:
        yield _broken(path, error)


# ───────────────────────────── pip: requirements files


def _is_requirements(name: str, directory: str) -> bool:
    if not name.endswith((".txt", ".in")):
        return False
    named = re.search(r"(^|[-_.])requirements([-_.]|$)", name.rpartition(".")[0] + ".")
    return bool(named) or posixpath.basename(directory) == "requirements"


def _requirements(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    condition = "development" if _DEVELOPMENT.search(path) else ""
    yield from _requirement_lines(path, text, root, condition, {path})


_DEVELOPMENT = re.compile(r"(^|[-_./])(dev|develop|development|tests?|testing|docs?|lint|ci)[-_./]")


def _requirement_lines(
    path: str, text: str, root: pathlib.Path, condition: str, seen: set[str]
) -> Iterator[Statement]:
    """The lines of a requirements file and of those it includes (*seen* stops cycles)."""
    for number, line in _logical_lines(text):
        source = f"{path}:{number}"
        include = re.match(r"(-r|--requirement|-c|--constraint)[\s=]*(.+)", line)
        if include:
            target = _below(path, include[2].strip("\"' "))
            if target is None or target in seen:
                continue
            seen.add(target)
            try:
                included = _text(root, target)
            except (OSError, UnicodeError):
                yield Problem(source, f"includes {target}, which cannot be read")
                continue
            found = _requirement_lines(target, included, root, condition, seen)
            yield from _pins(found) if include[1] in ("-c", "--constraint") else found
        elif not line.startswith("-") and not _is_location(line):
            yield _declared(re.split(r"\s--?[a-z]", line)[0], condition, source)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a requirements file, continued ones joined, without comments and blanks."""
    started, joined = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        started = started if joined else number
        if line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        whole = re.sub(r"(^|\s)#.*", "", joined + line).strip()
        joined = ""
        if whole:
            yield started, whole


def _is_location(line: str) -> bool:
    """Whether *line* names a place to install from, not a package: a URL, a path, an archive."""
    bare = re.match(r"[\w.\-\[\], ]+@", line) is None
    return bare and (
        "://" in line or line.startswith((".", "/")) or line.endswith((".whl", ".gz", ".zip"))
    )


def _pins(found: Iterator[Statement]) -> Iterator[Statement]:
    """A constraints file requires nothing; its exact versions are what gets installed."""
    for statement in found:
        if not isinstance(statement, Declaration):
            yield statement
        elif (version := pinned(statement.specifier)) is not None:
            yield Lock(statement.name, version, statement.source)


def pinned(specifier: SpecifierSet) -> Version | None:
    """The one version that *specifier* allows by ``==``, or None."""
    for part in specifier:
        if part.operator in ("==", "===") and not part.version.endswith(".*"):
            try:
                return Version(part.version)
            except InvalidVersion:  # ``===`` takes any string
                return None
    return None


# ───────────────────────────── pyproject.toml: PEP 621, PEP 735, uv, pdm, poetry


def _pyproject(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    document = tomllib.loads(text)
    project, tool = _table(document.get("project")), _table(document.get("tool"))
    if isinstance(python := project.get("requires-python"), str):
        yield _versions("python", python, "", _at(path, text, "requires-python"))
    groups = {
        "": project.get("dependencies"),
        **_prefixed("extra", project.get("optional-dependencies")),
        **_prefixed("group", document.get("dependency-groups")),
        **_prefixed("group", _table(tool.get("pdm")).get("dev-dependencies")),
        "group dev (uv)": _table(tool.get("uv")).get("dev-dependencies"),
    }
    for condition, lines in groups.items():
        for line in _strings(lines):
            if not line.startswith("-e "):  # pdm's editable ones
                yield _declared(line, condition, _at(path, text, line))
    yield from _poetry(path, text, _table(tool.get("poetry")))
    dynamic = _table(_table(_table(tool.get("setuptools")).get("dynamic")).get("dependencies"))
    for file in _strings(dynamic.get("file")):
        if below := _below(path, file):
            yield from _requirement_lines(below, _text(root, below), root, "", {below})


def _prefixed(word: str, groups: object) -> dict[str, object]:
    return {f"{word} {name}": lines for name, lines in _table(groups).items()}


def _poetry(path: str, text: str, poetry: Mapping[str, Any]) -> Iterator[Statement]:
    tables: dict[str, tuple[str, object]] = {
        "[tool.poetry.dependencies]": ("", poetry.get("dependencies")),
        "[tool.poetry.dev-dependencies]": ("group dev", poetry.get("dev-dependencies")),
    }
    for name, group in _table(poetry.get("group")).items():
        dependencies = _table(group).get("dependencies")
        tables[f"[tool.poetry.group.{name}.dependencies]"] = (f"group {name}", dependencies)
    for header, (condition, table) in tables.items():
        for name, constraints in _table(table).items():
            source = _at(path, text, name, header)
            several = constraints if isinstance(constraints, list) else [constraints]
            for constraint in several:
                # Several constraints differ by marker; "||" separates what may hold instead.
                options = _constraint(constraint).split("||")
                for index, option in enumerate(options):
                    where = _poetry_condition(constraint)
                    where += f" (option {index + 1})" if len(options) > 1 else ""
                    specifier = _poetry_specifier(option)
                    yield _versions(name, specifier, f"{condition} {where}".strip(), source)


def _poetry_condition(constraint: object) -> str:
    table = _table(constraint)
    words = (table.get("markers"), f"python {table['python']}" if "python" in table else None)
    return " and ".join(word for word in words if isinstance(word, str))


def _constraint(constraint: object) -> str:
    """The versions in poetry's and pipenv's ``"^1"`` or ``{version = "^1"}``; a URL has none."""
    found = _table(constraint).get("version", "*") if isinstance(constraint, dict) else constraint
    return found if isinstance(found, str) else "*"


def _poetry_specifier(constraint: str) -> str:
    """Poetry's ``^1.2``, ``~1.2``, ``1.2.*``, ``1.2``, ``*`` in PEP 440's words, if it is any."""
    if re.sub(_POETRY_PART, "", constraint).strip(", "):
        return constraint  # not poetry's; let the reader of specifiers say so
    parts = []
    for operator, version in re.findall(_POETRY_PART, constraint):
        if version == "*":
            continue
        release = [int(part) for part in re.findall(r"\d+", version.partition("*")[0])][:3]
        if operator == "^":
            kept = next((i for i, part in enumerate(release) if part), len(release) - 1)
            parts.append(f">={version},<{_next(release[: kept + 1])}")
        elif operator == "~":
            parts.append(f">={version},<{_next(release[:2])}")
        else:
            parts.append(("==" if operator in ("", "=") else operator) + version)
    return ",".join(parts)


_POETRY_PART = r"(\^|~=|~|===?|!=|>=|<=|<|>|=|)\s*v?(\d(?:[\w.+!-]*\w)?(?:\.\*)?|\*)"


def _next(release: list[int]) -> str:
    return ".".join(map(str, [*release[:-1], release[-1] + 1]))


# ───────────────────────────── setuptools, pipenv, built packages


def _setup_cfg(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    options = parser["options"] if parser.has_section("options") else {}
    if "python_requires" in options:
        source = _at(path, text, "python_requires")
        yield _versions("python", options["python_requires"], "", source)
    groups = {"": options.get("install_requires", "")}
    if parser.has_section("options.extras_require"):
        extras = parser["options.extras_require"]
        groups |= {f"extra {name}": lines for name, lines in extras.items()}
    for condition, lines in groups.items():
        # setuptools: one a line, or else separated by semicolons.
        for line in map(str.strip, lines.split("\n" if "\n" in lines else ";")):
            if line and not line.startswith(("#", "file:")):
                yield _declared(line, condition, _at(path, text, line))


def _setup_py(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    with warnings.catch_warnings():  # about the code read, not about this one
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    def literal(node: ast.expr) -> ast.expr:
        return constants.get(node.id, node) if isinstance(node, ast.Name) else node

    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and _is_setup(call.func)):
            continue
        for keyword in call.keywords:
            value = literal(keyword.value)
            match keyword.arg, value:
                case "python_requires", ast.Constant(value=str(versions)):
                    yield _versions("python", versions, "", f"{path}:{value.lineno}")
                case "install_requires", ast.List() | ast.Tuple():
                    yield from _literals(path, value.elts, "")
                case "extras_require", ast.Dict():
                    for key, listed in zip(value.keys, map(literal, value.values), strict=True):
                        match key, listed:
                            case ast.Constant(value=str(extra)), ast.List() | ast.Tuple():
                                yield from _literals(path, listed.elts, f"extra {extra}")


def _is_setup(function: ast.expr) -> bool:
    return getattr(function, "id", None) == "setup" or getattr(function, "attr", None) == "setup"


def _literals(path: str, items: list[ast.expr], condition: str) -> Iterator[Statement]:
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield _declared(item.value, condition, f"{path}:{item.lineno}")


def _pipfile(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    document = tomllib.loads(text)
    requires = _table(document.get("requires"))
    for key in ("python_version", "python_full_version"):
        if isinstance(version := requires.get(key), str):
            yield _versions("python", _python(version), "", _at(path, text, key))
    for table, condition in (("packages", ""), ("dev-packages", "group dev")):
        for name, constraint in _table(document.get(table)).items():
            versions = _constraint(constraint)
            source = _at(path, text, name, f"[{table}]")
            yield _versions(name, "" if versions == "*" else versions, condition, source)


def _pipfile_lock(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    document = _table(json.loads(text))
    for table in ("default", "develop"):
        for name, entry in _table(document.get(table)).items():
            version = _table(entry).get("version")
            if isinstance(version, str):
                source = _at(path, text, f'"{name}"')
                yield _locked(name, version.removeprefix("=="), source)


def _toml_lock(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    """``uv.lock``, ``poetry.lock``, ``pdm.lock``, ``pylock.toml``: ``[[package]]``.

    Tools write these files, one key a line; scanning the lines is tens of times faster than
    parsing megabytes of hashes, and tells the line.
    """
    name, inside = "", False
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            inside, name = line.rstrip() in ("[[package]]", "[[packages]]"), ""
        elif inside and (found := re.fullmatch(r'(name|version) = "([^"]*)"\s*', line)):
            if found[1] == "name":
                name = found[2]
            elif name:
                yield _locked(name, found[2], f"{path}:{number}")


def _metadata(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    """``METADATA`` of a wheel, ``PKG-INFO`` of a source distribution: their header."""
    name = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            return
        key, _, value = line.partition(": ")
        source = f"{path}:{number}"
        match key:
            case "Name":
                name = value
            case "Version" if name:
                yield _locked(name, value, source)
            case "Requires-Python":
                yield _versions("python", value, "", source)
            case "Requires-Dist":
                yield _declared(value, "", source)


# ───────────────────────────── the interpreter


def _python_version(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    for number, line in enumerate(text.split("\n"), 1):
        version = re.fullmatch(r"\s*(?:c?python-?)?(\d+(?:\.\d+)*)\s*", line)
        if version:
            yield _versions("python", _python(version[1]), "", f"{path}:{number}")
            return


def _is_dockerfile(name: str) -> bool:
    return name.startswith("Dockerfile") or name.endswith((".Dockerfile", ".dockerfile"))


def _dockerfile(path: str, text: str, root: pathlib.Path) -> Iterator[Statement]:
    """The Python of the last stage that names one: the image that runs."""
    arguments: dict[str, str] = {}
    last: Statement | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if argument := re.match(r"ARG\s+(\w+)=[\"']?([^\s\"']+)", line, re.IGNORECASE):
            arguments[argument[1]] = argument[2]
        elif image := re.match(r"FROM\s+(?:--\S+\s+)*(\S+)", line, re.IGNORECASE):
            name = re.sub(
                r"\$\{?(\w+)(?::-[^}]*)?\}?", lambda m: arguments.get(m[1], m[0]), image[1]
            )
            if version := re.search(r"python[:-]?(\d+(?:\.\d+){0,2})(?![\w.]*/)", name):
                last = _versions("python", _python(version[1]), "", f"{path}:{number}")
    if last is not None:
        yield last


def _python(version: str) -> str:
    """``3.12`` names every 3.12.x; ``3.12.1`` itself."""
    return f"=={version}" if version.count(".") >= 2 else f"=={version}.*"


# ───────────────────────────── words common to them


def _declared(line: str, condition: str, source: str) -> Statement:
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return Problem(source, f"is not a requirement: {line[:60]!r}")
    words = (condition, str(requirement.marker) if requirement.marker else "")
    name = canonicalize_name(requirement.name)
    condition = " and ".join(word for word in words if word)
    return Declaration(name, requirement.specifier, condition, source)


def _versions(name: str, specifier: str, condition: str, source: str) -> Statement:
    try:
        return Declaration(canonicalize_name(name), SpecifierSet(specifier), condition, source)
    except InvalidSpecifier:
        return Problem(source, f"is not a range of versions: {specifier[:60]!r}")


def _locked(name: str, version: str, source: str) -> Statement:
    try:
        return Lock(canonicalize_name(name), Version(version), source)
    except InvalidVersion:
        return Problem(source, f"is not a version: {version[:60]!r}")


def _at(path: str, text: str, needle: str, after: str = "") -> str:
    """*path* with the line on which *needle* stands as a word, behind *after*; else *path*."""
    start = max(text.find(after), 0)
    found = re.search(rf"(?<![\w.-]){re.escape(needle)}(?![\w.-])", text[start:])
    return f"{path}:{text.count(chr(10), 0, start + found.start()) + 1}" if found else path


def _below(path: str, named: str) -> str | None:
    """The file that *path* names beside itself; None for a URL or a place outside the project."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), named))
    outside = "://" in named or target.startswith("/") or target.split("/")[0] == ".."
    return None if outside else target


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item


def _text(root: pathlib.Path, path: str) -> str:
    """The text of the project's file at *path*, newlines as ``\\n``. Raises OSError and
    UnicodeError."""
    file = root / path
    if not is_own(file, root):  # a pipe would wait for ever
        raise OSError(0, "is no regular file of the project")
    content = file.read_bytes()
    # PowerShell's ``pip freeze > requirements.txt`` writes UTF-16.
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = content.decode("utf-16" if is_wide else "utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _broken(path: str, error: Exception) -> Problem:
    reason = str(error) or type(error).__name__
    line = getattr(error, "lineno", None)
    if line is None and (told := re.search(r"line:?\s+(\d+)", reason)):
        line = int(told[1])
    reason = " ".join(reason.split())[:120]
    return Problem(path if line is None else f"{path}:{line}", f"cannot be understood: {reason}")


_READERS: Mapping[str, Callable[[str, str, pathlib.Path], Iterator[Statement]]] = {
    "pyproject.toml": _pyproject,
    "setup.cfg": _setup_cfg,
    "setup.py": _setup_py,
    "Pipfile": _pipfile,
    "Pipfile.lock": _pipfile_lock,
    "poetry.lock": _toml_lock,
    "uv.lock": _toml_lock,
    "pdm.lock": _toml_lock,
    "pylock.toml": _toml_lock,
    "METADATA": _metadata,
    "PKG-INFO": _metadata,
    ".python-version": _python_version,
}
