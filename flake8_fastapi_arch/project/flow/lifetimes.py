"""How long what is made lives: for one request, or for as long as somebody keeps it."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Class,
    Compare,
    Expression,
    Function,
    If,
    Lambda,
    Module,
    Name,
    Return,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import dotted, own, root, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.callers import Callers
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain, Effects
from flake8_fastapi_arch.project.flow.uses import (
    assigned_to,
    enclosing,
    is_on_first_use,
    parents,
    readings,
)
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_KEEPERS = ("cache", "singleton", "once", "memo")
_LOADS = ("from_pretrained", "load", "open", "pipeline", "read")
_KEEPING_METHODS = frozenset({"add", "append", "insert", "put", "register", "set", "setdefault"})


class Lifetimes:
    """Says what is made anew for every request."""

    def __init__(
        self, types: Types, libraries: Libraries, effects: Effects, callers: Callers
    ) -> None:
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._callers = callers

    def made_per_request(self, function: FunctionSymbol, *roles: str) -> Iterator[tuple[Site, str]]:
        """The calls in *function* that make an object of one of the *roles* (see
        ``Libraries.makes``) for each request, with what is called.

        For each request runs what a handler or a dependency reaches, other than through functions
        that keep their result, and other than where something that is kept is missing or has run
        out: a token, a list of keys.
        """
        for site, made in self._makings(function):
            name = next((name for name, role in made if role in roles), None)
            if (
                name is not None
                and not is_on_first_use(site.call, function.node)
                and self._runs_anew(function)
                and not self.is_kept(site, function)
            ):
                yield site, name

    def keeps_its_result(self, function: FunctionSymbol) -> bool:
        """Whether *function* computes once and remembers: a decorator says so, it returns what an
        attribute of its object holds where that is set, it returns at once for what its object has
        noted as done, or it returns what it finds in a module's
        mapping and fills that mapping otherwise."""
        node = function.node
        if isinstance(node, Lambda):
            return False
        scopes = [site.scope for site in self._effects.sites(function)[:1]]
        return (
            _is_decorated_to_keep(node)
            or _returns_what_is_held(node)
            or _notes_what_is_done(node)
            or any(
                self._is_module_level(name, scope) for name in _refilled(node) for scope in scopes
            )
        )

    def makes_the_only_one(self, function: FunctionSymbol) -> bool:
        """Whether *function* is the ``__init__`` of a class of which there is a single instance."""
        if not function.name.endswith(".__init__"):
            return False
        scope: Scope | None = next((s.scope for s in self._effects.sites(function)), None)
        while scope is not None and not isinstance(scope.owner, Class):
            scope = scope.parent
        return scope is not None and isinstance(scope.owner, Class) and _is_singleton(scope.owner)

    def is_kept(self, site: Site, function: FunctionSymbol) -> bool:
        """Whether the result of the call at *site* outlives the request: something that lives
        longer refers to it."""
        if self._is_first_use(site):
            return True
        targets = assigned_to(site.call, function.node)
        if any(self._outlives(target, site.scope, function) for target in targets):
            return True
        names = [target.id for target in targets if isinstance(target, Name)]
        return any(self._is_stored(name, function, site.scope) for name in names)

    def happens_once(self, site: Site, function: FunctionSymbol, chain: Chain) -> bool:
        """Whether the effect at the end of *chain*, which the call at *site* in *function* starts,
        comes with the first request alone: what a function on the way gives is remembered."""
        if any(self.keeps_its_result(step.function) for step in chain.steps):
            return True
        on_the_way = [
            (other, step.function)
            for step in chain.steps
            for other in self._effects.sites(step.function)
            if other.line == step.line
        ]
        made = chain.effect.name.rpartition(".")[2]
        is_load = made[:1].isupper() or made.startswith(_LOADS)
        return any(
            self._is_first_use(place)
            or is_on_first_use(place.call, where.node)
            or (is_load and self.is_kept(place, where))
            for place, where in [(site, function), *on_the_way]
        )

    def _gives_the_only_one(self, site: Site) -> bool:
        """Whether the call at *site* asks a class for its single instance."""
        return any(
            isinstance(value, ClassSymbol) and _is_singleton(value.node)
            for value in self._types.of(site.call.func, site.scope)
        )

    def _is_first_use(self, site: Site) -> bool:
        return any(self._is_module_level(name, site.scope) for name in site.unless)

    @kept
    def _makings(self, function: FunctionSymbol) -> tuple[tuple[Site, list[tuple[str, str]]], ...]:
        """The calls in *function*, if it serves requests, that make an object of some role, with
        what they may make and its role."""
        sites = self._effects.sites(function) if self._effects.serves(function) else ()
        return tuple((site, made) for site in sites for made in ([*self._made(site)],) if made)

    def _made(self, site: Site) -> Iterator[tuple[str, str]]:
        """The objects with a role that the call at *site* may make, those of libraries first."""
        for name in self._effects.targets(site).libraries:
            role = self._libraries.makes(name)
            if role is not None:
                yield name, role
        for value in self._types.of(site.call.func, site.scope):
            if isinstance(value, ClassSymbol):
                for base in self._types.library_bases(value):
                    role = self._libraries.makes(base)
                    if role is not None:
                        yield value.name, role

    def _outlives(self, target: Expression, scope: Scope, function: FunctionSymbol) -> bool:
        match target:
            case Subscript():
                return True
            case Attribute(value=Name(id="self")):
                return not isinstance(function.node, Function) or function.node.name != "__init__"
            case Attribute():
                return True
            case Name(id=name):
                return self._is_module_level(name, scope)
        return False

    def _is_stored(self, name: str, function: FunctionSymbol, scope: Scope) -> bool:
        """Whether the variable *name* of *function* is put where it outlives the function."""
        above = parents(function.node)
        for reading in readings(name, function.node):
            targets = assigned_to(reading, function.node)
            if any(self._outlives(target, scope, function) for target in targets):
                return True
            match above[reading]:
                case Call(func=Attribute(attr=attr), args=args) if attr in _KEEPING_METHODS:
                    if any(arg is reading for arg in args):
                        return True
        return False

    def _is_module_level(self, name: str, scope: Scope) -> bool:
        found = scope.find(name)
        return found is not None and isinstance(found[0].owner, Module)

    @kept
    def _runs_anew(self, function: FunctionSymbol) -> bool:
        """Whether *function* runs for each request, and not for the first alone: FastAPI calls it,
        or such functions do, and nobody on the way keeps what is made."""
        pending = [function]
        seen = {function}
        while pending:
            called = pending.pop()
            if self.keeps_its_result(called):
                continue
            if called in self._effects.roots:
                return True
            for calling in self._callers.of(called):
                caller, site = calling.caller, calling.site
                if caller not in seen and not (
                    self._gives_the_only_one(site)
                    or self.is_kept(site, caller)
                    or _is_refill(called, site, caller)
                ):
                    seen.add(caller)
                    pending.append(caller)
        return False


def _is_refill(called: FunctionSymbol, site: Site, caller: FunctionSymbol) -> bool:
    """Whether *called* fills an attribute that a branch around its call at *site* asks for."""
    filled = {
        dotted(target)
        for statement in own(called.node, Assign)
        for target in statement.targets
        if isinstance(target, Attribute) and root(target) in ("self", "cls")
    }
    return bool(filled) and any(
        isinstance(branch, If)
        and any(isinstance(n, Attribute) and dotted(n) in filled for n in walk(branch.test))
        for branch in enclosing(site.call, caller.node)
    )


def _is_decorated_to_keep(node: Function) -> bool:
    for decorator in node.decorators:
        called = decorator.func if isinstance(decorator, Call) else decorator
        last = (dotted(called) or "").rpartition(".")[2].lower()
        if any(word in last for word in _KEEPERS):
            return True
    return False


def _is_singleton(cls: Class) -> bool:
    metaclasses = (keyword.value for keyword in cls.keywords)
    names = (dotted(made_by) or "" for made_by in (*cls.bases, *cls.decorators, *metaclasses))
    return any("singleton" in name.lower() for name in names)


def _refilled(node: Function) -> set[str]:
    """The mappings that *node* returns an element of, and stores elements in."""
    returned: set[str] = set()
    filled: set[str] = set()
    for leaving in own(node, Return):
        match leaving.value:
            case Subscript(value=Name(id=name)):
                returned.add(name)
    for assigned in own(node, Assign) if returned else ():
        match assigned.targets:
            case (Subscript(value=Name(id=name)),):
                filled.add(name)
    return returned & filled


def _notes_what_is_done(node: Function) -> bool:
    """Whether *node* has the form ``if key in self.done: return``, and later notes a key there."""
    done = set()
    for branch in own(node, If):
        match branch:
            case If(
                test=Compare(ops=("in",), comparators=(Attribute() as kept,)), body=(Return(),)
            ):
                if root(kept) in ("self", "cls"):
                    done.add(dotted(kept))
    for noting in own(node, Call, Assign) if done else ():
        match noting:
            case Call(func=Attribute(value=noted, attr="add" | "append")):
                if dotted(noted) in done:
                    return True
            case Assign(targets=(Subscript(value=noted),)):
                if dotted(noted) in done:
                    return True
    return False


def _returns_what_is_held(node: Function) -> bool:
    """Whether *node* has the form ``if self.x is not None: return self.x``."""
    for branch in own(node, If):
        match branch:
            case If(test=test, body=(*_, Return(value=Attribute(value=Name(id=owner)) as held))):
                tested = {dotted(n) for n in walk(test) if isinstance(n, Attribute)}
                if owner in ("self", "cls") and dotted(held) in tested:
                    return True
    return False
