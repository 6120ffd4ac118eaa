"""What stands around the code: containers, pipelines, tools, and the settings of installations."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterable, Iterator

import yaml

from flake8_fastapi_arch.facts.model import (
    Assign,
    Call,
    Class,
    Constant,
    Dict,
    Expression,
    Name,
)
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.environment.gates import beginning, directories
from flake8_fastapi_arch.project.modules.files import is_aside, is_example, is_test, project_files
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.review.found import Found, Imports, Library, found_library

_PIPELINES = {
    ".github/workflows": "GitHub Actions",
    ".gitlab-ci.yml": "GitLab CI",
    "azure-pipelines.yml": "Azure Pipelines",
    "Jenkinsfile": "Jenkins",
    ".circleci": "CircleCI",
    "bitbucket-pipelines.yml": "Bitbucket Pipelines",
    ".drone.yml": "Drone",
    ".travis.yml": "Travis CI",
    ".woodpecker.yml": "Woodpecker",
    ".woodpecker": "Woodpecker",
    ".buildkite": "Buildkite",
    "cloudbuild.yaml": "Cloud Build",
    ".forgejo/workflows": "Forgejo Actions",
    ".gitea/workflows": "Gitea Actions",
}
# Tools that configuration files or development dependencies name: word -> what for.
_TOOLS = {
    "ruff": "linter and formatter",
    "black": "formatter",
    "isort": "import sorter",
    "flake8": "linter",
    "pylint": "linter",
    "mypy": "type checker",
    "pyright": "type checker",
    "basedpyright": "type checker",
    "pyrefly": "type checker",
    "ty": "type checker",
    "bandit": "security linter",
    "import-linter": "import contracts",
    "pre-commit": "hooks",
}
_CONFIGURED = ("pyproject.toml", "setup.cfg", "tox.ini", ".pre-commit-config.yaml", "Makefile")
_NAMED = {
    "ruff.toml": "ruff", ".ruff.toml": "ruff", ".flake8": "flake8", ".pylintrc": "pylint",
    "mypy.ini": "mypy", ".mypy.ini": "mypy", "pyrightconfig.json": "pyright",
    ".importlinter": "import-linter", ".pre-commit-config.yaml": "pre-commit",
}  # fmt: skip
_IMAGE = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE | re.MULTILINE)
_KEY = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", re.MULTILINE)
_READ_FOR_KEYS = (
    ".py", ".yml", ".yaml", ".toml", ".sh", ".cfg", ".ini", ".ts", ".tsx", ".js", ".mjs", ".json",
    ".conf", ".vue", ".tf", ".mako", ".html",
)  # fmt: skip
_READING_THE_ENVIRONMENT = ("os.getenv", "os.environ.get", "os.environ.pop")
_SETTINGS_LIBRARIES = (
    Library("decouple", "python-decouple", "python-decouple"),
    Library("environs", "environs", "environs"),
    Library("dynaconf", "dynaconf", "Dynaconf"),
    Library("starlette.config", "", "Starlette's Config"),
    Library("dotenv", "python-dotenv", "python-dotenv"),
)


def containers(project: Project) -> Iterator[Found]:
    """The images that Dockerfiles build upon, and the services that compose files start."""
    for path in _main_files(project.root):
        name = path.rpartition("/")[2].lower()
        if name.startswith("dockerfile") or name.endswith(".dockerfile"):
            stages = _IMAGE.findall(beginning(project.root, path))
            built = {stage.lower() for _, stage in stages}
            bases = [image for image, _ in stages if image.lower() not in built]
            yield Found(f"Dockerfile on {bases[-1]}" if bases else "Dockerfile", path)
        elif re.fullmatch(r"(docker-)?compose([.-][\w.-]+)?\.ya?ml", name):
            services = _services(beginning(project.root, path))
            yield Found(f"Compose: {', '.join(services)}" if services else "Compose", path)


def pipelines(project: Project) -> Iterator[Found]:
    """The continuous integration of the project, or of the repository around it."""
    for directory in directories(project.root):
        for name, title in _PIPELINES.items():
            if (directory / name).exists():
                yield Found(title, _seen_from(project.root, directory / name))


def tools(project: Project) -> Iterator[Found]:
    """Formatter, linters and type checker: those configured or among the dependencies."""
    places: dict[str, str] = {}
    for directory in directories(project.root):
        for name, tool in _NAMED.items():
            if (directory / name).exists():
                places.setdefault(tool, _seen_from(project.root, directory / name))
        for name in _CONFIGURED:
            text = beginning(directory, name)
            for tool in _TOOLS:
                mark = rf"^\[(?:tool[.:])?{tool}\b|^\s*-?\s*id:\s*{tool}(?:-\w+)?\s*$|^\t{tool}\s"
                if re.search(mark, text, re.MULTILINE):
                    places.setdefault(tool, _seen_from(project.root, directory / name))
    for tool, purpose in _TOOLS.items():
        requirement = project.environment.requirement(tool)
        place = places.get(tool) or (requirement.source if requirement else None)
        if place is not None:
            yield Found(f"{tool} ({purpose})", place)


def tests(project: Project) -> Iterator[Found]:
    """How many tests there are, and how many routes they request."""
    modules = [module for path, module in project.modules.items() if is_test(path)]
    functions = [
        node
        for module in modules
        for node in definitions(module)
        if not isinstance(node, Class) and node.name.startswith("test")
    ]
    if not functions:
        return
    is_pytest = project.environment.requirement("pytest") is not None or any(
        path.endswith("conftest.py") for path in project.modules
    )
    routes = [route for route in project.application.routes if route.handler is not None]
    covered = ""
    if routes and not project.test_requests.exercise_all:
        requested = sum(1 for route in routes if project.test_requests.reaching(route))
        covered = f", which request {requested:,} of {len(routes):,} routes"
    many = f"{len(functions):,} test{'s' * (len(functions) != 1)}"
    where = pathlib.PurePosixPath(modules[0].path).parts
    yield Found(
        f"{'pytest: ' if is_pytest else ''}{many}{covered}",
        next((f"{'/'.join(where[: n + 1])}" for n, p in enumerate(where) if "test" in p), "."),
    )


def settings(project: Project, imports: Imports) -> Iterator[Found]:
    """The classes of settings, the libraries for them, and how ``.env.example`` agrees."""
    declared: dict[str, bool] = {}
    is_known = True
    for module in project.modules.values():
        if is_test(module.path):
            continue
        for node in definitions(module):
            if not isinstance(node, Class):
                continue
            symbol = ClassSymbol(module, node)
            if not project.models.is_settings(symbol):
                continue
            keys, is_plain = _keys(project, symbol)
            declared |= keys
            is_known = is_known and is_plain
            number = len(project.models.fields(symbol))
            if number:
                noun = "setting" if number == 1 else "settings"
                text = f"pydantic-settings: {node.name} with {number} {noun}"
                yield Found(text, f"{module.path}:{node.line}")
    for library in _SETTINGS_LIBRARIES:
        yield from found_library(library, imports, project.environment)
    by_hand = [
        f"{module.path}:{call.line}"
        for module in project.modules.values()
        if not (is_test(module.path) or is_example(module.path))
        for call, _ in project.calls_of(module, *_READING_THE_ENVIRONMENT)
    ]
    if by_hand:
        files = len({place.rpartition(":")[0] for place in by_hand})
        where = "1 module" if files == 1 else f"{files} modules"
        yield Found(f"environment variables read by hand in {where}", by_hand[0])
    for path in _main_files(project.root):
        name = path.rpartition("/")[2]
        if re.fullmatch(r"\.?env[.-](example|sample|template|dist)|(example|sample)\.env", name):
            yield _agreement(project, path, declared, is_known)


def _agreement(
    project: Project, path: str, declared: dict[str, bool], is_known: bool
) -> Found:
    """What the example of an environment has that nobody reads, and what it lacks."""
    keys = dict.fromkeys(key.upper() for key in _KEY.findall(beginning(project.root, path)))
    text = f"{len(keys)} keys" if len(keys) != 1 else "1 key"
    unread = [key for key in keys if key not in declared]
    if unread:
        unread = list(_unread(project.root, path, unread)) if is_known else []
    if unread:
        text += f", read nowhere: {_listed(unread)}"
    lacking = [key for key, is_required in declared.items() if is_required and key not in keys]
    if lacking and is_known:
        text += f", required but not in it: {_listed(lacking)}"
    return Found(text, path)


def _unread(root: pathlib.Path, example: str, keys: Iterable[str]) -> Iterator[str]:
    """The *keys* that no other file of the project names."""
    left = dict.fromkeys(keys)
    for path in project_files(root):
        name = path.rpartition("/")[2]
        if path == example or not (
            name.endswith(_READ_FOR_KEYS) or "." not in name or name.startswith("Dockerfile")
        ):
            continue
        text = beginning(root, path).upper()
        for key in [key for key in left if key in text]:
            del left[key]
        if not left:
            return
    yield from left


def _keys(project: Project, symbol: ClassSymbol) -> tuple[dict[str, bool], bool]:
    """The names of environment variables that fill a class of settings, each with whether it must
    be set; and whether those are all."""
    prefix, is_plain = "", True
    for statement in symbol.node.body:
        if isinstance(statement, Assign):
            names = [target.id for target in statement.targets if isinstance(target, Name)]
            if "model_config" in names:
                given = _configured(statement.value)
                nested = "env_nested_delimiter" in given
                value = given.get("env_prefix", Constant(""))
                is_text = isinstance(value, Constant) and isinstance(value.value, str)
                prefix = str(value.value) if isinstance(value, Constant) and is_text else ""
                is_plain = is_plain and is_text and not nested
    is_plain = is_plain and not any(
        isinstance(part, Class) and part.name == "Config" for part in symbol.node.body
    )
    found: dict[str, bool] = {}
    for field in project.models.fields(symbol):
        if field.annotation is None or field.name == "model_config":
            continue
        if isinstance(field.default, Call):
            given = {keyword.arg: keyword.value for keyword in field.default.keywords}
            if {"alias", "validation_alias", "env", None} & given.keys():
                is_plain = False
        found[f"{prefix}{field.name}".upper()] = field.is_required
    return found, is_plain


def _configured(value: Expression | None) -> dict[str | None, Expression]:
    match value:
        case Call(keywords=keywords):
            return {keyword.arg: keyword.value for keyword in keywords}
        case Dict(keys=keys, values=values):
            pairs = zip(keys, values)
            return {str(k.value): v for k, v in pairs if isinstance(k, Constant)}
    return {}


def _main_files(root: pathlib.Path) -> Iterator[str]:
    return (p for p in project_files(root) if not (is_example(p) or is_aside(p) or is_test(p)))


def _services(text: str) -> list[str]:
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    services = document.get("services") if isinstance(document, dict) else None
    return [str(name) for name in services] if isinstance(services, dict) else []


def _listed(words: list[str], most: int = 6) -> str:
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + rest


def _seen_from(root: pathlib.Path, path: pathlib.Path) -> str:
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    up = next(n for n, above in enumerate(root.parents, 1) if path.is_relative_to(above))
    return "../" * up + path.relative_to(root.parents[up - 1]).as_posix()
