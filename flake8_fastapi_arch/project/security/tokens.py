"""JSON web tokens: where the project reads them, whether it verifies them, what it signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Constant,
    Dict,
    Expression,
    Function,
    Keyword,
    Module,
    Name,
    Node,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.errors.except_clauses import is_telling
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.uses import assigned_to, enclosing, parents, readings
from flake8_fastapi_arch.project.inference.constants import Constants, Holds
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_DECODING = frozenset(
    {
        "jwt.decode", "jwt.decode_complete", "jwt.api_jwt.decode", "jose.jwt.decode",
        "authlib.jose.jwt.decode", "joserfc.jwt.decode", "jose.jws.verify",
        "google.oauth2.id_token.verify_oauth2_token", "google.oauth2.id_token.verify_token",
        "google.oauth2.id_token.verify_firebase_token", "firebase_admin.auth.verify_id_token",
    }
)  # fmt: skip
_UNVERIFIED = frozenset({"jose.jwt.get_unverified_claims", "jose.jws.get_unverified_claims"})
_ENCODING = frozenset({"jwt.encode", "jwt.api_jwt.encode", "jose.jwt.encode"})
_OBSERVING = re.compile(r"log(?!in|out)|telemetry|metric|trac(?:e|ing)|audit|sentry", re.IGNORECASE)
_EXPIRY = re.compile(r"exp(?:$|ir)|valid_?until|not_?after", re.IGNORECASE)
_MAX_DEPTH = 4
_MAX_CALLS = 2


class Reading(msgspec.Struct, frozen=True):
    """A call that reads a token; ``unchecked`` is the option that keeps it from being verified
    (``verify_signature``), or from being too old (``verify_exp``), None where both are checked."""

    call: Call
    scope: Scope
    name: str
    unchecked: str | None


class Signing(msgspec.Struct, frozen=True):
    """A call that signs claims."""

    call: Call
    scope: Scope
    claims: Expression


class Tokens:
    """Answers what is done with tokens, by module and by function."""

    def __init__(
        self,
        names: Names,
        constants: Constants,
        effects: Effects,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
        calls_of: Callable[..., list[tuple[Call, Scope]]],
    ) -> None:
        """*calls_of* gives the calls in a module of library objects by dotted names."""
        self._names = names
        self._constants = constants
        self._effects = effects
        self._calls_named = calls_named
        self._calls_of = calls_of

    def read_in(self, module: Module) -> Iterator[Reading]:
        """The calls of *module* that read tokens."""
        for call, scope in self._calls_of(module, *_UNVERIFIED, *_DECODING):
            reading = self._reading(call, scope)
            if reading is not None:
                yield reading

    def signed_in(self, module: Module) -> Iterator[Signing]:
        """The calls of *module* that sign claims."""
        for call, scope in self._calls_of(module, *_ENCODING):
            claims = call.args[0] if call.args else call.keyword("payload")
            claims = claims or call.keyword("claims")
            if claims is not None:
                yield Signing(call, scope, claims)

    def is_verified_too(self, reading: Reading) -> bool:
        """Whether the function around *reading*, one that it calls or that this calls, one that
        calls it or one that calls that, also verifies a token: then what was read first only chose
        the key."""
        function = self._names.enclosing_function(reading.scope)
        if function is None:
            return False
        near = {function, *self._callers(function)}
        near.update(caller for callee in tuple(near) for caller in self._callers(callee))
        near |= self._below(function)
        return any(self._verifies(other, reading) for other in near)

    def is_verified_before(self, state: str) -> bool:
        """Whether all who keep something as ``request.state.<state>`` verify a token."""
        kept = self._names.kept_in_state(state)
        keepers = [self._names.enclosing_function(scope) for _, _, scope in kept]
        return bool(keepers) and all(
            keeper is not None
            and any(
                reading.unchecked is None
                for other in (keeper, *self._below(keeper))
                for reading in self._readings(other)
            )
            for keeper in keepers
        )

    def is_for_observers(self, reading: Reading) -> bool:
        """Whether what was read is only logged; or, by their names, only those who log, measure or
        count get it."""
        function = self._names.enclosing_function(reading.scope)
        if function is None:
            return False
        if isinstance(function.node, Function) and _is_only_logged(reading.call, function.node):
            return True
        users = [*self._callers(function)] or [function]
        return all(_OBSERVING.search(user.name) for user in users)

    def is_only_read_back(self, signing: Signing) -> bool:
        """Whether the function that signs does nothing with the token but read it: it tries out
        its keys."""
        function = self._names.enclosing_function(signing.scope)
        if function is None or not isinstance(function.node, Function):
            return False
        names = [
            target.id
            for target in assigned_to(signing.call, function.node)
            if isinstance(target, Name)
        ]
        uses = [use for name in names for use in readings(name, function.node)]
        reading = [found.call for found in self._readings(function)]
        return bool(uses) and all(any(use in call.passed for call in reading) for use in uses)

    def lacks_expiry(self, signing: Signing) -> bool:
        """Whether the claims surely have no ``exp``, nor one by another name, which whoever reads
        the token compares with a clock or the database."""
        keys = self._keys(signing.claims, signing.scope, signing.call, 0)
        return keys is not None and not any(_EXPIRY.match(key) for key in keys)

    def passed(
        self, function: Function, name: str
    ) -> Iterator[tuple[Expression | None, Call, Scope]]:
        """What the project's calls of something called like *function*, tests apart, pass for its
        parameter *name*, None where they leave it out or hide it."""
        names = [parameter.name for parameter in function.parameters]
        position = names.index(name) - (names[0] in ("self", "cls"))
        for call, scope in self._calls_named(function.name):
            if not is_test(scope.module.path):
                yield call.argument(name, position), call, scope

    # ── reading

    def _reading(self, call: Call, scope: Scope) -> Reading | None:
        last = call.func.attr if isinstance(call.func, Attribute) else ""
        if not last and not isinstance(call.func, Name):
            return None
        for name in self._names.dotted(call.func, scope):
            if name in _UNVERIFIED:
                return Reading(call, scope, name, last or name)
            if name in _DECODING:
                return Reading(call, scope, name, self._unchecked(call, scope))
        return None

    def _unchecked(self, call: Call, scope: Scope) -> str | None:
        options = call.keyword("options")
        if options is None:
            return None
        for option in ("verify_signature", "verify_exp"):
            found = self._constants.entry(options, option, scope)
            if any(w.value is False and w.holds is not Holds.SOMETIMES for w in found):
                is_asked_for = option == "verify_exp" and self._requires_expiry(options, scope)
                return None if is_asked_for else option
        return None

    def _requires_expiry(self, options: Expression, scope: Scope) -> bool:
        """Whether a token must have an ``exp``: who insists on it judges it by another clock."""
        required = [
            worth.value
            for key, value in _items(options)
            if key == "require"
            for worth in self._constants.elements(value, scope)
        ]
        return "exp" in required

    def _verifies(self, function: FunctionSymbol, first: Reading) -> bool:
        """Whether *function* checks what *first* leaves unchecked."""
        enough = (None,) if first.unchecked == "verify_exp" else (None, "verify_exp")
        return any(
            reading.call is not first.call and reading.unchecked in enough
            for reading in self._readings(function)
        )

    def _readings(self, function: FunctionSymbol) -> list[Reading]:
        """The calls by which *function* reads tokens, or has them read elsewhere."""
        found = [self._reading(site.call, site.scope) for site in self._effects.sites(function)]
        found += [self._handed_over(site) for site, _ in self._effects.offloads(function)]
        return [reading for reading in found if reading is not None]

    def _handed_over(self, site: Site) -> Reading | None:
        """The reading that the call at *site*, which has something done elsewhere, has done there:
        ``to_thread(jwt.decode)``."""
        call, scope = site.call, site.scope
        for argument in call.args:
            for name in self._names.dotted(argument, scope):
                if name in _DECODING:
                    return Reading(call, scope, name, self._unchecked(call, scope))
        return None

    def _below(self, function: FunctionSymbol) -> frozenset[FunctionSymbol]:
        """What *function* calls, and what that calls."""
        found: frozenset[FunctionSymbol] = frozenset()
        below = frozenset({function})
        for _ in range(_MAX_CALLS):
            below = frozenset(
                callee
                for caller in below
                for site in self._effects.sites(caller)
                for callee in self._effects.targets(site).functions
            )
            found |= below
        return found

    def _callers(self, function: FunctionSymbol) -> Iterator[FunctionSymbol]:
        if isinstance(function.node, Function):
            for _, scope in self._calls_named(function.node.name):
                caller = self._names.enclosing_function(scope)
                if caller is not None and caller != function:
                    yield caller

    # ── signing

    def _keys(
        self, claims: Expression, scope: Scope, use: Node, depth: int
    ) -> frozenset[str] | None:
        """The keys that *claims* have where they are used; None where there may be others."""
        if depth > _MAX_DEPTH:
            return None
        match claims:
            case Dict(keys=keys, values=values):
                found: set[str] = set()
                for key, value in zip(keys, values):
                    if key is None:
                        inner = self._keys(value, scope, claims, depth + 1)
                        if inner is None:
                            return None
                        found |= inner
                    elif isinstance(key, Constant) and isinstance(key.value, str):
                        found.add(key.value)
                    else:
                        return None
                return frozenset(found)
            case Call(func=Attribute(value=inner_claims, attr="copy"), args=()):
                return self._keys(inner_claims, scope, claims, depth + 1)
            case Call(func=Name(id="dict"), args=(), keywords=keywords):
                named = [keyword.arg for keyword in keywords]
                return None if None in named else frozenset(n for n in named if n)
            case Name(id=name):
                return self._keys_of_variable(name, scope, use, depth)
        return None

    def _keys_of_variable(
        self, name: str, scope: Scope, use: Node, depth: int
    ) -> frozenset[str] | None:
        found = scope.find(name)
        if found is None:
            return None
        where, bindings = found
        owner = where.owner
        if len(bindings) != 1 or not isinstance(owner, Function):
            return None
        binding = bindings[0]
        if binding.kind == "parameter":
            keys = self._keys_passed(name, owner, where, depth)
        elif binding.kind == "assign" and binding.value is not None:
            keys = self._keys(binding.value, where, use, depth + 1)  # type: ignore[arg-type]
        else:
            return None
        added = self._keys_added(name, owner, where, use, depth)
        return None if keys is None or added is None else keys | added

    def _keys_added(
        self, name: str, owner: Function, scope: Scope, use: Node, depth: int
    ) -> frozenset[str] | None:
        """The keys that *owner* adds to its variable; None where it hands it to others."""
        above = parents(owner)
        added: set[str] = set()
        for node, parent in above.items():
            if not isinstance(node, Name) or node.id != name or parent is use:
                continue
            match parent:
                case Assign(targets=targets) if any(node is target for target in targets):
                    continue
                case Keyword() if above.get(parent) is use:
                    continue
                case Subscript(index=Constant(value=str() as key)):
                    added.add(key)
                case Attribute(attr="update"):
                    call = above.get(parent)
                    if not isinstance(call, Call):
                        return None
                    for argument in call.args:
                        keys = self._keys(argument, scope, call, depth + 1)
                        if keys is None:
                            return None
                        added |= keys
                    for keyword in call.keywords:
                        if keyword.arg is None:
                            return None
                        added.add(keyword.arg)
                case Attribute(attr="copy" | "get" | "items" | "keys"):
                    continue
                case _:
                    return None
        return frozenset(added)

    def _keys_passed(
        self, name: str, owner: Function, scope: Scope, depth: int
    ) -> frozenset[str] | None:
        """The keys of what the project's calls pass for a parameter, where all are known."""
        found: set[str] = set()
        calls = [*self.passed(owner, name)]
        for given, call, where in calls:
            keys = None if given is None else self._keys(given, where, call, depth + 1)
            if keys is None or call.is_spread:
                return None
            found |= keys
        return frozenset(found) if calls else None


def _items(display: Expression) -> Iterator[tuple[object, Expression]]:
    """The constant keys of a dict that is written out, with their values."""
    if isinstance(display, Dict):
        for key, value in zip(display.keys, display.values):
            if isinstance(key, Constant):
                yield key.value, value


def mentions(node: Node, word: str) -> bool:
    """Whether a name, attribute or string below *node* contains *word*."""
    for inner in walk(node):
        match inner:
            case Name(id=text) | Attribute(attr=text) | Constant(value=str() as text):
                if word in text.lower():
                    return True
    return False


def _is_only_logged(call: Call, function: Function) -> bool:
    """Whether all that *function* does with what *call* gives is to write it into a log."""
    targets = assigned_to(call, function)
    names = [target.id for target in targets if isinstance(target, Name)]
    if len(names) < len(targets):
        return False
    uses = [use for name in names for use in readings(name, function)] if names else [call]
    return bool(uses) and all(
        any(isinstance(node, Call) and is_telling(node.func) for node in enclosing(use, function))
        for use in uses
    )
