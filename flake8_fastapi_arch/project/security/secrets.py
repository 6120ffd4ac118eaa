"""Which literals of the sources sign, encrypt or authenticate."""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Class,
    Compare,
    Constant,
    Dict,
    Display,
    Expression,
    ExprStatement,
    For,
    Function,
    If,
    Module,
    Name,
    Raise,
)
from flake8_fastapi_arch.facts.walk import (
    definitions,
    dotted,
    own,
    statements,
    walk,
    walk_statements,
)
from flake8_fastapi_arch.project.inference.constants import Constants, Holds, Place, Worth
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Types
from flake8_fastapi_arch.project.modules.files import is_example, is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, LibrarySymbol

_KEYS: Mapping[str, tuple[int, str]] = {
    "jwt.encode": (1, "key"),
    "jwt.decode": (1, "key"),
    "jwt.PyJWT.encode": (1, "key"),
    "jwt.PyJWT.decode": (1, "key"),
    "jose.jwt.encode": (1, "key"),
    "jose.jwt.decode": (1, "key"),
    "jose.jws.sign": (1, "key"),
    "jose.jws.verify": (1, "key"),
    "authlib.jose.jwt.encode": (2, "key"),
    "authlib.jose.jwt.decode": (1, "key"),
    "hmac.new": (0, "key"),
    "hmac.digest": (0, "key"),
    "cryptography.fernet.Fernet": (0, "key"),
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM": (0, "key"),
    "cryptography.hazmat.primitives.ciphers.algorithms.AES": (0, "key"),
    "Crypto.Cipher.AES.new": (0, "key"),
    "Cryptodome.Cipher.AES.new": (0, "key"),
    "starlette.middleware.sessions.SessionMiddleware": (1, "secret_key"),
    "fastapi_login.LoginManager": (0, "secret"),
    "fastapi_users.authentication.JWTStrategy": (0, "secret"),
    "fastapi_users.authentication.strategy.JWTStrategy": (0, "secret"),
    "fastapi_users.jwt.generate_jwt": (1, "secret"),
    "fastapi_users.jwt.decode_jwt": (1, "secret"),
    "fastapi_jwt.JwtAccessBearer": (0, "secret_key"),
    "fastapi_jwt.JwtAccessCookie": (0, "secret_key"),
    "fastapi_jwt.JwtAccessBearerCookie": (0, "secret_key"),
    "fastapi_jwt.JwtRefreshBearer": (0, "secret_key"),
    "authx.AuthXConfig": (-1, "JWT_SECRET_KEY"),
} | {
    f"itsdangerous.{module}{name}": (0, "secret_key")
    for module in ("", "url_safe.", "timed.", "serializer.", "signer.")
    for name in (
        "URLSafeTimedSerializer", "URLSafeSerializer", "Serializer", "TimedSerializer", "Signer",
        "TimestampSigner", "TimedJSONWebSignatureSerializer", "JSONWebSignatureSerializer",
    )
}  # fmt: skip
"""The argument that is the key, by what is called."""
_MODULE_ALIASES = {"jose.jwt.": "jose.jwt.", "authlib.jose.JsonWebToken.": "authlib.jose.jwt."}
_ENCODERS = ("PyJWT", "JsonWebToken")
"""The classes of libraries whose methods take keys."""
_PLACES = {
    last: {place for name, place in _KEYS.items() if name.rpartition(".")[2] == last}
    for last in {name.rpartition(".")[2] for name in _KEYS}
}
"""The arguments that may be the key, by the last part of what is called."""
_ADDING = frozenset({"add_middleware", "Middleware"})
_MIDDLEWARE_KEYS = ("secret_key", "secret")
_COMPARING = frozenset({"secrets.compare_digest", "hmac.compare_digest"})
_CONFIGURED = ("fastapi_jwt_auth.", "async_fastapi_jwt_auth.")
"""Libraries that take their key from an object that a function gives, by the field's name."""
_CONFIGURED_FIELD = "authjwt_secret_key"
_SETTINGS = ("pydantic_settings.", "pydantic.BaseSettings", "pydantic.v1.BaseSettings")
_SEALED = frozenset({"pydantic.SecretStr", "pydantic.SecretBytes", "pydantic.types.SecretStr"})
_SIGNING = re.compile(
    r"(?:(?:app|auth|cookie|csrf|encryption|jwt|session|signing|token)_)*"
    r"(?:secret_key|signing_key|encryption_(?:key|secret)|(?:jwt|session|cookie)_secret|jwt_key)",
    re.IGNORECASE,
)
"""What signs or encrypts, by the name of a setting."""
_DECLARED = frozenset({"reset_password_token_secret", "verification_token_secret"})
"""Class attributes by which fastapi-users takes its keys."""
_ENDS = frozenset({"exit", "sys.exit", "os._exit", "quit"})
_SHORTEST_PART = 6
_IDENTITY = re.compile(r"(?:user|username|login|email|client_id|account)$")


class Secret(msgspec.Struct, frozen=True):
    """A literal that is a key: where it is written, and what uses it where."""

    written: Worth
    use: str
    used: Place


class Secrets:
    """Finds the project's keys once, and answers by module."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        types: Types,
        constants: Constants,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
        attributes_named: Callable[[str], Iterable[tuple[Attribute, Scope]]],
    ) -> None:
        self._modules = modules
        self._names = names
        self._types = types
        self._constants = constants
        self._calls_named = calls_named
        self._attributes_named = attributes_named

    def written_in(self, module: Module) -> tuple[Secret, ...]:
        """The keys that *module* holds as literals, by line; each once, with its first use."""
        return tuple(self._by_path.get(module.path, ()))

    @functools.cached_property
    def _by_path(self) -> Mapping[str, list[Secret]]:
        found: dict[tuple[str, int], Secret] = {}
        for secret in self._secrets():
            where = secret.written.place
            if not where.line or is_test(where.path) or is_example(where.path):
                continue
            if not self._is_public(secret) and not self._is_refused(secret.written):
                found.setdefault((where.path, where.line), secret)
        by_path: dict[str, list[Secret]] = collections.defaultdict(list)
        for (path, _), secret in sorted(found.items(), key=lambda item: item[0]):
            by_path[path].append(secret)
        return by_path

    def _secrets(self) -> Iterator[Secret]:
        for key, scope, use, line in self._keys():
            if is_test(scope.module.path):
                continue
            for worth in self._constants.of(key, scope):
                is_key = isinstance(worth.value, str) and worth.value.strip()
                if is_key and worth.holds is not Holds.SOMETIMES:
                    yield Secret(worth, use, Place(scope.module.path, line))

    # ── what uses keys

    def _keys(self) -> Iterator[tuple[Expression, Scope, str, int]]:
        """Every expression that is used as a key, with what uses it and the line."""
        others = {name.rpartition(".")[2] for name in _COMPARING} | _ADDING
        for last in sorted(_PLACES.keys() | others):
            for call, scope in self._calls_named(last):
                # Much is called `encode` or `new`: what it is, is asked where a key may be given.
                may_be_given = last in others or any(
                    _given(call, *place) is not None for place in _PLACES[last]
                )
                if may_be_given and not is_test(scope.module.path):
                    yield from self._keys_of(call, scope)
        yield from self._inherited()
        yield from self._configured()
        yield from self._declared()
        yield from self._sealed()

    def _keys_of(self, call: Call, scope: Scope) -> Iterator[tuple[Expression, Scope, str, int]]:
        names = self._called(call, scope)
        shown = dotted(call.func) or ""
        for name in names:
            if name in _KEYS:
                given = _given(call, *_KEYS[name])
                if given is not None:
                    yield given, scope, shown, call.line
                return
        if not _COMPARING.isdisjoint(names):
            for argument in call.args:
                yield argument, scope, shown, call.line
        elif shown.rpartition(".")[2] in _ADDING and call.args:
            for keyword in _MIDDLEWARE_KEYS:
                given = call.keyword(keyword)
                if given is not None:
                    yield given, scope, dotted(call.args[0]) or "middleware", call.line

    def _called(self, call: Call, scope: Scope) -> list[str]:
        """The dotted names of what *call* calls, as the table has them."""
        found = self._names.dotted(call.func, scope)
        if not found and isinstance(call.func, Attribute) and self._makes_encoders:
            for value in self._types.of(call.func, scope):
                if isinstance(value, Bound) and isinstance(value.target, LibrarySymbol):
                    found.append(value.target.dotted)
        return [_canonical(name) for name in found]

    @functools.cached_property
    def _makes_encoders(self) -> bool:
        """Whether something may have a method that takes a key: types are dear to ask, and much
        that is no token is encoded."""
        return any(self._calls_named(name) for name in _ENCODERS)

    def _inherited(self) -> Iterator[tuple[Expression, Scope, str, int]]:
        """The keys that classes of the project take as the library class does that they extend."""
        for module in self._modules.values():
            for node in definitions(module):
                if not isinstance(node, Class) or not node.bases:
                    continue
                cls = ClassSymbol(module, node)
                places = [_KEYS[b] for b in self._types.library_bases(cls) if b in _KEYS]
                if not places or self._types.member(cls, "__init__") is not None:
                    continue
                for call, scope in self._calls_named(node.name):
                    given = _given(call, *places[0])
                    is_made = cls in self._types.of(call.func, scope)
                    if given is not None and is_made and not is_test(scope.module.path):
                        yield given, scope, node.name, call.line

    def _configured(self) -> Iterator[tuple[Expression, Scope, str, int]]:
        """The key in what ``@AuthJWT.load_config`` returns."""
        named = self._attributes_named("load_config")
        for module in dict.fromkeys(scope.module for _, scope in named):
            for function in definitions(module):
                if not isinstance(function, Function):
                    continue
                for decorator in function.decorators:
                    if not isinstance(decorator, Attribute) or decorator.attr != "load_config":
                        continue
                    around = self._names.scope_around(module, function)
                    if not any(
                        name.startswith(_CONFIGURED)
                        for name in self._names.dotted(decorator, around)
                    ):
                        continue
                    inner = self._names.scope_of(module, function)
                    for statement in statements(function.body):
                        value = getattr(statement, "value", None)
                        if isinstance(value, (Call, Name)):
                            field = Attribute(value, _CONFIGURED_FIELD, function.line, 0)
                            yield field, inner, "AuthJWT", function.line

    def _declared(self) -> Iterator[tuple[Expression, Scope, str, int]]:
        """The keys that classes below fastapi-users' manager declare."""
        for module in self._modules.values():
            for cls in definitions(module):
                if not isinstance(cls, Class):
                    continue
                for statement in cls.body:
                    if not isinstance(statement, Assign) or statement.value is None:
                        continue
                    named = {t.id for t in statement.targets if isinstance(t, Name)}
                    if not named.isdisjoint(_DECLARED) and any(
                        base.startswith("fastapi_users.")
                        for base in self._types.library_bases(ClassSymbol(module, cls))
                    ):
                        scope = self._names.scope_of(module, cls)
                        yield statement.value, scope, cls.name, statement.line

    def _sealed(self) -> Iterator[tuple[Expression, Scope, str, int]]:
        """The defaults of settings that are declared as secrets, and by their names sign."""
        for module in self._modules.values():
            for cls in definitions(module):
                if not isinstance(cls, Class):
                    continue
                fields = [
                    (statement, target.id)
                    for statement in cls.body
                    if isinstance(statement, Assign)
                    for target in statement.targets
                    if isinstance(target, Name) and _SIGNING.fullmatch(target.id)
                ]
                bases = self._types.library_bases(ClassSymbol(module, cls)) if fields else ()
                if not any(base.startswith(_SETTINGS) for base in bases):
                    continue
                scope = self._names.scope_of(module, cls)
                for statement, name in fields:
                    if statement.annotation is None or statement.value is None:
                        continue
                    declared = self._types.of_annotation(statement.annotation, scope)
                    if any(isinstance(v, Instance) and v.library in _SEALED for v in declared):
                        yield statement.value, scope, f"{cls.name}.{name}", statement.line

    def _is_public(self, secret: Secret) -> bool:
        """Whether the literal only says who logs in, beside the password that is compared too."""
        name = self._name_at(secret.written.place) or ""
        return secret.use.endswith("compare_digest") and _IDENTITY.search(name.lower()) is not None

    # ── what start-up refuses

    def _is_refused(self, written: Worth) -> bool:
        """Whether the project looks for this very value and refuses or replaces it, or judges
        what the variable or field holds."""
        value = str(written.value)
        name = (self._name_at(written.place) or "").lower()
        return name in self._refused[1] or any(
            (word == value or _is_part(word, value)) and (name in fields or not (name and fields))
            for word, fields in self._refused[0]
        )

    @functools.cached_property
    def _refused(self) -> tuple[frozenset[tuple[str, frozenset[str]]], frozenset[str]]:
        """The strings that something raises or repairs for, each with the fields that are compared
        with it (none: whatever holds it), and the names judged so."""
        words: set[tuple[str, frozenset[str]]] = set()
        names: set[str] = set()
        for module in self._modules.values():
            if is_test(module.path):
                continue
            raising = _raised_for(module)
            for owner in (module, *definitions(module)):
                scope = self._names.scope_of(module, owner)
                for statement in statements(owner.body):
                    if isinstance(statement, If) and _refuses(statement, raising):
                        words.update(self._words(statement.test, scope))
                        names.update(_judged(statement.test))
                    elif isinstance(statement, For):
                        words.update(self._refused_in(statement, raising, scope))
                    elif isinstance(statement, Function) and _raises(statement):
                        names.update(_validated(statement))
        return frozenset(words), frozenset(names)

    def _refused_in(
        self, loop: For, raising: frozenset[str], scope: Scope
    ) -> Iterator[tuple[str, frozenset[str]]]:
        """The strings of the table that *loop* goes through to refuse values by it."""
        targets = {node.id for node in walk(loop.target) if isinstance(node, Name)}
        if any(
            isinstance(statement, If)
            and not targets.isdisjoint(_names_in(statement.test))
            and _refuses(statement, raising)
            for statement in statements(loop.body)
        ):
            iterated = loop.iter.func if isinstance(loop.iter, Call) else loop.iter
            table = iterated.value if isinstance(iterated, Attribute) else iterated
            variable = self._names.variable(table, scope)
            for binding in variable[1] if variable is not None else ():
                if binding.kind == "assign" and isinstance(binding.value, (Dict, Display)):
                    for node in walk(binding.value):
                        if isinstance(node, Constant) and isinstance(node.value, str):
                            yield node.value, frozenset()

    def _words(self, test: Expression, scope: Scope) -> Iterator[tuple[str, frozenset[str]]]:
        """The strings that *test* compares something with, through constants and lists, and the
        attributes that it compares; not what a function's own variable may hold."""
        for node in walk(test):
            if not isinstance(node, Compare) or _asks_for_presence(node):
                continue
            fields = frozenset(n.attr.lower() for n in walk(node) if isinstance(n, Attribute))
            for side in (node.left, *node.comparators):
                bound = scope.find(side.id) if isinstance(side, Name) else None
                if bound is not None and isinstance(bound[0].owner, Function):
                    continue
                found = (*self._constants.of(side, scope), *self._constants.elements(side, scope))
                yield from ((w.value, fields) for w in found if isinstance(w.value, str))

    def _name_at(self, place: Place) -> str | None:
        """The name of the variable or field whose assignment spans *place*."""
        module = self._modules.get(place.path)
        before: Assign | None = None
        for statement in walk_statements(module.body) if module is not None else ():
            if not isinstance(statement, Assign) or statement.line > place.line:
                continue
            if before is None or statement.line >= before.line:
                before = statement
        if before is not None and len(before.targets) == 1:
            target = before.targets[0]
            return target.id if isinstance(target, Name) else getattr(target, "attr", None)
        return None


def _given(call: Call, position: int, keyword: str) -> Expression | None:
    """The argument of *call* at *position*, or with this *keyword*."""
    given = call.keyword(keyword)
    if given is None and 0 <= position < len(call.args):
        return call.args[position]
    return given


def _canonical(name: str) -> str:
    for beginning, instead in _MODULE_ALIASES.items():
        if name.startswith(beginning):
            return instead + name.removeprefix(beginning)
    return name


def _is_part(word: str, value: str) -> bool:
    return len(word) >= _SHORTEST_PART and word.lower() in value.lower()


def _raised_for(module: Module) -> frozenset[str]:
    """The variables, lists of what is wrong, that *module* raises for where they hold anything."""
    return frozenset(
        name
        for statement in walk_statements(module.body)
        if isinstance(statement, If) and _refuses(statement)
        for name in _names_in(statement.test)
    )


def _refuses(statement: If, raising: frozenset[str] = frozenset()) -> bool:
    """Whether the body of *statement* raises, ends the process, puts another value in place, or
    notes it in a list for which, one of *raising*, something else does."""
    tested = _names_in(statement.test)
    for inner in statement.body:
        match inner:
            case Raise(exc=exc):
                return not _answers(exc)
            case ExprStatement(value=Call(func=func)) if (dotted(func) or "") in _ENDS:
                return True
            case ExprStatement(value=Call(func=Attribute(Name(id=noted), "append" | "add"))) if (
                noted in raising
            ):
                return True
            case Assign(targets=targets):
                for target in targets:
                    name = target.id if isinstance(target, Name) else getattr(target, "attr", "")
                    if name in tested:
                        return True
    return False


def _names_in(test: Expression) -> set[str]:
    """The names and attributes in *test*."""
    names = {node.id for node in walk(test) if isinstance(node, Name)}
    return names | {node.attr for node in walk(test) if isinstance(node, Attribute)}


def _judged(test: Expression) -> Iterator[str]:
    """The names that *test* compares with something, or hands to a function: what is only asked
    for its presence is not judged."""
    for node in walk(test):
        if isinstance(node, Compare) and not _asks_for_presence(node):
            yield from _named(node)
        elif isinstance(node, Call):
            for argument in node.args:
                yield from _named(argument)


def _asks_for_presence(comparison: Compare) -> bool:
    return any(isinstance(c, Constant) and c.value in (None, "") for c in comparison.comparators)


def _answers(raised: Expression | None) -> bool:
    """Whether what is raised answers a request, and refuses no value at start-up."""
    func = raised.func if isinstance(raised, Call) else raised
    return func is not None and "HTTP" in (dotted(func) or "").rpartition(".")[2]


def _named(expression: Expression) -> Iterator[str]:
    for node in walk(expression):
        if isinstance(node, Name):
            yield node.id.lower()
        elif isinstance(node, Attribute):
            yield node.attr.lower()


def _raises(function: Function) -> bool:
    return any(isinstance(statement, Raise) for statement in statements(function.body))


def _validated(function: Function) -> Iterator[str]:
    """The fields that *function* validates, by Pydantic's decorators; one for the whole model those
    that it reads."""
    for decorator in function.decorators:
        if not isinstance(decorator, Call):
            continue
        name = (dotted(decorator.func) or "").rpartition(".")[2]
        if name in ("field_validator", "validator"):
            for argument in decorator.args:
                if isinstance(argument, Constant) and isinstance(argument.value, str):
                    yield argument.value.lower()
        elif name == "model_validator":
            for read in own(function, Attribute):
                if isinstance(read.value, Name) and read.value.id == "self":
                    yield read.attr.lower()
