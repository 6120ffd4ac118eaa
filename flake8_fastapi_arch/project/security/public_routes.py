"""Which routes are open to strangers on purpose: by what they are for, and by configuration."""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import Call, Constant, Function
from flake8_fastapi_arch.project.routes.application import Application, Route
from flake8_fastapi_arch.project.routes.conventions import HEALTH

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_ENTERING = re.compile(
    r"log_?(?:in|out|off)|sign_?(?:in|up|out|off)|oauth2?|sso|saml|oidc|openid|callback|authorize"
    r"|authenticate|captcha|otp|mfa|totp|2fa|passkey|webauthn|magic_?link|jwks|csp_?reports?"
    r"|(?:set_)?session_cookie|device_?(?:code|authori[sz]ation)|redirect\w*|root|hello|echo"
)
"""What strangers have to be able to do, or do by name."""
_ENTERING_AT_START = re.compile(
    r"register|registration|refresh\w*|forgot\w*|reset\w*|recover\w*|(?:lost|restore)_?password"
    r"|(?:password|account)_?(?:reset|forgot|recover|restor)\w*|verify\w*|\w*verification|confirm\w*"
    r"|activat\w*|introspect|revoke|exchange|invit\w*|accept_invit\w*|first_?install|onboarding"
    r"|bootstrap|unsubscribe|newsletter|contact\w*|feedback|suggestions?|telemetry|refresh_token"
)
"""The same, where it is not done to what the path names: ``/verify``, but not ``/{id}/verify``."""
_PUBLIC = re.compile(r"(?:^|_)(?:public\w*|anonymous\w*|guests?)(?:_|$)")
_SAID_TO_BE_OPEN = re.compile(
    r"\bpublic(?:ly (?:accessible|available|visible)| (?:endpoint|route|api|access))\b"
    r"|\b(?:without|no) (?:any )?(?:auth\w*|credentials|log ?in)\b"
    r"|(?:\bnot|n['\u2019]t) (?:require|need)s?(?: any)? (?:auth\w*|credentials|log ?in)\b",
    re.IGNORECASE,
)
"""How the documentation of a route says that it is open on purpose."""
_ENTERING_ENDS = frozenset({"token", "access_token", "auth", "session", "setup", "install"})
"""The same, where it is all that a path ends in: ``POST /token`` issues one."""
_CREATES_ACCOUNT = re.compile(r"(?:create|add|new|register)_(?:a_|new_|first_)*(?:user|account)")
_ACCOUNTS = frozenset({"user", "users", "account", "accounts"})
"""What a POST to may be a registration."""
_SHOWN = re.compile(
    rf"{'|'.join(sorted(HEALTH))}|health\w*|version|info|metrics"
    r"|docs?|redoc|openapi\w*|swagger|favicon|robots|manifest|static|assets?|index|root|home"
    r"|public\w*|shared?|terms|privacy|license|about|features?|flags|i18n|locales?|translations?"
    r"|logo|avatar|login|auth|config_public|well_known|sitemap|feed|rss|banner|landing|marketplace"
    r"|thumbnail|image|photo|picture|icon|cover|media|full|challenge|change_?log|release_?notes"
    r"|opensearch|.*\.(?:xml|txt|js|css|ico|png|svg|html|json|webmanifest)"
)
"""What is shown to everyone."""
_PRIVATE = re.compile(
    r"user|account|customer|member|employee|patient|admin|config\w*|setting|secret|credential"
    r"|api_?key|audit\w*|invoice|billing|payment|permission|role|backup"
)
"""What only some may see, whoever they are."""
_READING = re.compile(
    r"(?:get|list|search|query|find|fetch|read|preview|count|lookup|decode|convert|calculate"
    r"|discover|estimate|validate|check|compute|parse|render|compare|tokenize|conversion)"
)
"""What a POST may do without changing anything."""


class PublicRoute(msgspec.Struct, frozen=True):
    """An entry of the option: ``METHOD /path/glob: reason``; the method may be ``*``."""

    entry: str
    method: str
    path: str
    reason: str

    def matches(self, route: Route) -> bool:
        """Whether *route* is what the entry speaks of."""
        methods = route.methods or ("WEBSOCKET",)
        return (self.method == "*" or self.method in methods) and fnmatch.fnmatchcase(
            _slashed(route.path), _slashed(self.path)
        )


class PublicRoutes:
    """What the configuration says of public routes."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.entries = tuple(map(_parsed, entries))

    def allow(self, route: Route) -> bool:
        """Whether *route* is public on purpose, with a reason."""
        return any(entry.reason and entry.matches(route) for entry in self.entries)

    def problems(self, application: Application) -> Iterator[tuple[str, str]]:
        """The entries that excuse nothing, each with what is wrong with it.

        None matches nothing for sure while routes or parts of their paths are not known.
        """
        is_known = not application.unresolved and not any(
            "…" in route.path for route in application.routes
        )
        for entry in self.entries:
            if not entry.method or not entry.path.startswith(("/", "*")):
                yield entry.entry, "is not of the form `METHOD /path: reason`"
            elif not entry.reason:
                yield entry.entry, "gives no reason"
            elif is_known and not any(map(entry.matches, application.routes)):
                yield entry.entry, "matches no route"


def is_entrance(route: Route) -> bool:
    """Whether strangers come in through *route*: login, registration, a reset of the password; or
    what its registration tells the readers of the documentation, that they may."""
    if _is_said_to_be_open(route):
        return True
    segments = _segments(route)
    before = list(itertools.takewhile(lambda segment: not segment.startswith("{"), segments))
    handler = [*_ends_of(_handler_name(route))]
    if any(_ENTERING.fullmatch(word) for word in (*segments, *handler)):
        return True
    at_start = (*before, *handler) if before == segments else before
    if any(_ENTERING_AT_START.fullmatch(word) for word in at_start):
        return True
    if any(_PUBLIC.search(word) for word in (*segments, _handler_name(route))):
        return True
    if before != segments or not before:
        return False
    creates = route.methods == ("POST",) and before[-1] in _ACCOUNTS
    named = _CREATES_ACCOUNT.search(_handler_name(route)) is not None
    return before[-1] in _ENTERING_ENDS or creates or named


def _is_said_to_be_open(route: Route) -> bool:
    handler = route.registration.handler
    if handler is None or not isinstance(handler.node, Function):
        return False
    told = [
        call.keyword(name)
        for call in handler.node.decorators
        if isinstance(call, Call)
        for name in ("summary", "description")
    ]
    return any(
        isinstance(text, Constant) and _SAID_TO_BE_OPEN.search(str(text.value)) for text in told
    )


def is_for_everyone(route: Route) -> bool:
    """Whether *route* shows what everybody may see: health, version, documentation, files."""
    segments = [segment for segment in _segments(route) if not segment.startswith("{")]
    if not segments:
        return True
    words = [*segments[-2:], *_ends_of(_handler_name(route))]
    return any(_SHOWN.fullmatch(word) for word in words)


def private_resource(route: Route) -> str | None:
    """What *route* is about by the fixed parts of its path, where that is nobody else's business:
    users, settings, secrets; None for everything else."""
    fixed = [_singular(word) for word in _segments(route) if not word.startswith("{")]
    words = [part for segment in fixed for part in map(_singular, _parts(segment))]
    return "/".join(fixed) if any(_PRIVATE.fullmatch(word) for word in words) else None


def address(route: Route) -> str:
    """The path of *route* whatever its parameters are called: ``/users/{}``."""
    return _slashed(re.sub(r"\{[^{}]*\}", "{}", route.path))


def first_word(route: Route) -> str:
    """What the registration's own path begins with, in the singular: user for ``/users/{id}``."""
    path = (route.registration.path or route.path).strip("/")
    return _singular(path.partition("/")[0].lower())


def is_write(route: Route) -> bool:
    """Whether *route* changes something, as far as its method and the handler's name tell."""
    if WRITES.isdisjoint(route.methods) or "GET" in route.methods:
        return False
    if route.methods != ("POST",):
        return True
    ends = [segment for segment in _segments(route) if not segment.startswith("{")][-1:]
    words = (_handler_name(route), *ends)
    return not any(_READING.fullmatch(end) for word in words for end in _ends_of(word))


def _parsed(entry: str) -> PublicRoute:
    route, _, reason = entry.partition(": ")
    method, _, path = route.strip().rstrip(":").partition(" ")
    return PublicRoute(entry, method.upper(), path.strip(), reason.strip())


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _slashed(path: str) -> str:
    return path.rstrip("/") or "/"


def _segments(route: Route) -> list[str]:
    path = route.path if "…" not in route.path else (route.registration.path or route.path)
    words = (segment.lower().replace("-", "_").strip(".") for segment in path.split("/"))
    return [word for word in words if word and not re.fullmatch(r"api|v\d+\w*|…", word)]


def _handler_name(route: Route) -> str:
    if route.handler is None:
        return ""
    name = route.handler.name.rpartition(".")[2]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().lstrip("_")


def _parts(word: str) -> Iterator[str]:
    """*word*, its parts, and neighbours among them: api_key_list -> api, key, list, api_key ..."""
    yield word
    parts = word.split("_")
    yield from parts
    yield from ("_".join(pair) for pair in itertools.pairwise(parts))


def _ends_of(word: str) -> Iterator[str]:
    """*word*, its first part and its last, its first two and its last two."""
    yield word
    parts = word.split("_")
    for part in (parts[:1], parts[-1:], parts[:2], parts[-2:]):
        yield "_".join(part)
