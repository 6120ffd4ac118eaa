'''A password hashed so fast that a stolen table is soon a list of passwords.

MD5, SHA-1 and SHA-2 are made to be fast: a graphics card tries billions of passwords a second. A
password needs a hash that is slow on purpose and has a salt of its own, such as argon2, bcrypt or
scrypt; PBKDF2 is as slow as its iterations are many.

Bad:

```python title="app.py"
import hashlib
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.post("/users")
def register(name: str, password: str) -> None:
    """Register a user."""
    stored = hashlib.sha256(password.encode()).hexdigest()  # FAA310
    Path("users.txt").write_text(f"{name} {stored}")
```

Good:

```python title="app.py"
import hashlib
import os
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


@app.post("/users")
def register(name: str, password: str) -> None:
    """Register a user."""
    salt = os.urandom(16)
    stored = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    Path("users.txt").write_text(f"{name} {salt.hex()} {stored.hex()}")
```

That it is a password is told by the name of what is hashed. Also flagged: password schemes of
passlib that are fast, where they are the one for new passwords, and PBKDF2 with fewer than
100,000 iterations.

Silent where a slow hash takes the fast one's result; where only the beginning of the hash is used
(as services for leaked passwords ask for it); for tokens, and for what is hashed already; where the
function hashes other credentials alike, to recognise a configuration; where the hash is the key
that something is encrypted with; and in tests.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Expression,
    Function,
    Module,
    Name,
    Slice,
    Subscript,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import last_name, own_calls, walk
from flake8_fastapi_arch.project.flow.uses import assigned_to
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope

_FAST = frozenset(
    f"hashlib.{name}"
    for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512")
)
_FAST_SCHEMES = frozenset(
    {
        "md5_crypt", "des_crypt", "bsdi_crypt", "bigcrypt", "crypt16", "hex_md4", "hex_md5",
        "hex_sha1", "hex_sha256", "hex_sha512", "ldap_md5", "ldap_sha1", "ldap_salted_md5",
        "ldap_salted_sha1", "ldap_salted_sha256", "ldap_salted_sha512", "plaintext",
        "ldap_plaintext", "lmhash", "nthash", "mysql323", "mysql41", "postgres_md5",
        "apr_md5_crypt",
    }
)  # fmt: skip
_HASHING = (
    *sorted(_FAST),
    "hashlib.new",
    "hashlib.pbkdf2_hmac",
    "passlib.context.CryptContext",
    *(f"passlib.hash.{scheme}.{does}" for scheme in _FAST_SCHEMES for does in ("hash", "encrypt")),
)
_FEWEST_ITERATIONS = 100_000
_SLOW = re.compile(r"bcrypt|argon|scrypt|pbkdf2|hashpw|CryptContext|pwd_context|PasswordHash")
_PASSWORD = re.compile(r"(?:^|_)(?:password|passwd|passphrase|pwd|passcode)\d?$|^pw$")
_CIPHERS = ("cryptography.", "Crypto.", "Cryptodome.", "nacl.")
_CREDENTIAL = re.compile(r"(?:^|_)(?:token|secret|api_?key)$")


@checker(
    code="FAA310",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{hash}` is too fast for passwords; use argon2, bcrypt or scrypt",
    advice="Hash passwords with argon2, bcrypt or scrypt instead of `{hash}`, and those that are "
    "stored when their owners next log in.",
    cwe=(916, 328),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://fastapi.tiangolo.com/tutorial/security/oauth2-jwt/",
    ),
)
def weak_password_hash(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for call, scope in context.project.calls_of(module, *_HASHING):
        weak = _weak(call, scope, context)
        if weak is not None and not _serves_another_purpose(call, scope, context):
            yield at(call, hash=weak)


def _weak(call: Call, scope: Scope, context: Context) -> str | None:
    """The name of the fast hash that *call* makes of a password, or configures for them."""
    for name in context.project.names.dotted(call.func, scope):
        if name in _FAST and call.args and _is_password(call.args[0]):
            return name
        if name == "hashlib.new" and len(call.args) > 1 and _is_password(call.args[1]):
            algorithm = _string(call.args[0], scope, context)
            return f"hashlib.{algorithm}" if f"hashlib.{algorithm}" in _FAST else None
        if name == "hashlib.pbkdf2_hmac" and len(call.args) > 1 and _is_password(call.args[1]):
            return _few_iterations(call, scope, context)
        if name == "passlib.context.CryptContext":
            return _scheme(call, scope, context)
        owner, _, method = name.rpartition(".")
        if owner.startswith("passlib.hash.") and method in ("hash", "encrypt"):
            scheme = owner.rpartition(".")[2]
            return f"{scheme}" if scheme in _FAST_SCHEMES else None
    return None


def _few_iterations(call: Call, scope: Scope, context: Context) -> str | None:
    given = call.keyword("iterations") or (call.args[3] if len(call.args) > 3 else None)
    found = context.project.constants.of(given, scope) if given is not None else ()
    few = [w.value for w in found if type(w.value) is int and w.value < _FEWEST_ITERATIONS]
    return f"pbkdf2_hmac with {few[0]} iterations" if len(few) == len(found) == 1 else None


def _scheme(call: Call, scope: Scope, context: Context) -> str | None:
    """The fast scheme by which a ``CryptContext`` hashes new passwords."""
    given = call.keyword("default")
    if given is not None:
        chosen = _string(given, scope, context)
    else:
        schemes = call.keyword("schemes") or (call.args[0] if call.args else None)
        found = context.project.constants.elements(schemes, scope) if schemes is not None else ()
        chosen = str(found[0].value) if found else None
    return chosen if chosen in _FAST_SCHEMES else None


def _string(expression: Expression, scope: Scope, context: Context) -> str | None:
    found = context.project.constants.of(expression, scope)
    return str(found[0].value) if len(found) == 1 else None


def _is_password(expression: Expression) -> bool:
    """Whether *expression* is a password by its name: ``salt + password.encode()``."""
    for node in walk(expression):
        word = node.id if isinstance(node, Name) else getattr(node, "attr", "")
        if isinstance(node, (Name, Attribute)) and _PASSWORD.search(word.lower()):
            return True
    return False


def _serves_another_purpose(call: Call, scope: Scope, context: Context) -> bool:
    """Whether the function around *call* also makes a slow hash, keeps only the beginning, makes a
    fingerprint of several credentials, or makes a key of it to encrypt with."""
    function = context.project.names.enclosing_function(scope)
    if function is None or not isinstance(function.node, Function):
        return False
    others = [other for other in own_calls(function.node) if other is not call]
    if any(_is_key_of(other, call, function.node, scope, context) for other in others):
        return True
    if any(_is_slow(other) or _hashes_credentials(other, call) for other in others):
        return True
    return any(
        isinstance(node, Subscript) and isinstance(node.index, Slice)
        for statement in function.node.body
        for node in walk(statement)
    )


def _is_key_of(
    cipher: Call, call: Call, function: Function, scope: Scope, context: Context
) -> bool:
    """Whether *cipher* encrypts with what *call* gives."""
    made = context.project.names.dotted(cipher.func, scope)
    if not any(name.startswith(_CIPHERS) for name in made):
        return False
    names = {target.id for target in assigned_to(call, function) if isinstance(target, Name)}
    return any(
        node is call or (isinstance(node, Name) and node.id in names)
        for argument in cipher.args
        for node in walk(argument)
    )


def _hashes_credentials(other: Call, call: Call) -> bool:
    """Whether *other* hashes a token or a secret as *call* does a password."""
    return text(other.func) == text(call.func) and any(
        _CREDENTIAL.search(last_name(node).lower())
        for argument in other.args
        for node in walk(argument)
        if isinstance(node, (Name, Attribute))
    )


def _is_slow(call: Call) -> bool:
    words = [
        node.id if isinstance(node, Name) else node.attr
        for node in walk(call.func)
        if isinstance(node, (Name, Attribute))
    ]
    return any(_SLOW.search(word) for word in words)
