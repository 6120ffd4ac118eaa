"""Which values a function has looked at before it uses them: tested, compared, handed to a check.

What a test is worth is not judged: whoever compares a value with a list, a pattern or a directory
has thought of it, and a checker that speaks anyway had better be sure.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Assert,
    Assign,
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Compare,
    Comprehension,
    Constant,
    Expression,
    ExprStatement,
    Function,
    If,
    IfExp,
    Match,
    Name,
    NamedExpr,
    Node,
    Raise,
    UnaryOp,
    While,
)
from flake8_fastapi_arch.facts.walk import children, dotted, last_name, own, own_nodes, statements

# Calls that tell nothing of what a value says, or keep it.
_IDLE = frozenset(
    {
        "len", "isinstance", "hasattr", "getattr", "bool", "callable", "print", "str", "type",
        "exists", "is_file", "is_dir", "isfile", "isdir", "lexists", "endswith", "stat",
        "strip", "lstrip", "rstrip", "lower", "upper", "get", "info", "debug", "warning", "error",
        "critical", "exception", "log", "append", "extend", "add", "insert", "update", "add_task",
        "execute", "executemany", "executescript", "exec", "scalar", "scalars", "write", "unlink",
        "remove", "rmtree", "mkdir", "makedirs", "open", "run", "Path", "join", "send", "put",
        "post", "delete", "patch", "request", "set", "setattr", "commit", "refresh", "close",
        "system", "popen", "Popen", "call", "check_call", "check_output", "eval", "loads", "load",
        "copyfileobj", "copy", "move", "write_text", "write_bytes", "rename", "replace",
    }
)  # fmt: skip
# Of these, what gives None where nothing goes by that name.
_LOOK_UPS = frozenset({"get", "scalar", "scalars", "execute", "exec", "first", "one_or_none"})
# Calls that fail on text that is none of theirs.
_CONVERSIONS = frozenset(
    {
        "int", "float", "UUID", "ip_address", "ip_network", "fromisoformat", "strptime", "Decimal",
        "relative_to",
    }
)  # fmt: skip
_PARTIAL = frozenset({"split", "rsplit", "splitext", "suffix", "partition", "rpartition", "stat"})
_TELLING_PARTS = frozenset({"netloc", "hostname", "host", "parents"})
_CHECKS = re.compile(
    r"valid|check|ensure|verif|assert|sanit|guard|safe|require|allow|permit|authori[sz]e|raise",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=2048)
def checked(function: Function) -> Mapping[str, int]:
    """The names and chains of attributes that *function* looks at, and the line from which on."""
    found: dict[str, int] = {}
    given = _given(function)

    def mark(key: str, line: int) -> None:
        pending = [key]
        while pending:
            name = pending.pop()
            if found.get(name, line + 1) > line:
                found[name] = line
                head = name.partition(".")[0]
                for value in given.get(head, ()):
                    pending.extend(_made_of(value))

    for node in own_nodes(function):
        if type(node) in _TESTING:
            for test, line in _tests(node):
                for key in _looked_at(test, given):
                    mark(key, line)
    return found


def is_checked(expression: Expression, function: Function) -> bool:
    """Whether *function* has looked at *expression*, a name or a chain of attributes, before."""
    key = dotted(expression)
    if key is None:
        return False
    lines = checked(function)
    line: int = getattr(expression, "line", 0)
    while True:
        if lines.get(key, line) < line:
            return True
        head, dot, _ = key.rpartition(".")
        if not dot:
            return False
        key = head


@functools.lru_cache(maxsize=2048)
def refused(function: Function) -> frozenset[str]:
    """The names and chains of attributes whose text decides whether *function* raises."""
    given = _given(function)
    return frozenset(
        key
        for node in own(function, If)
        if any(isinstance(statement, Raise) for statement in node.body)
        for key in _looked_at(node.test, given)
    )


_TESTING = frozenset({If, While, Assert, Match, IfExp, Comprehension, ExprStatement, Call})


def _tests(node: Node) -> Iterator[tuple[Expression, int]]:
    """What decides at *node*, and the line behind which it has decided."""
    match node:
        case If() | While():
            yield node.test, node.line
        case Assert():
            yield node.test, node.line
        case Match():
            yield node.subject, node.line
        case IfExp():
            yield node.test, _line(node.test) - 1
        case Comprehension():
            for generator in node.generators:
                for test in generator.ifs:
                    yield test, node.line - 1
        case ExprStatement(value=Call() as call) | ExprStatement(value=Await(value=Call() as call)):
            if _CHECKS.search(last_name(call.func)):
                yield call, node.line
        case Call() if last_name(node.func) in _CONVERSIONS:
            yield node, node.line


def _looked_at(test: Expression, given: Mapping[str, list[Expression]]) -> Iterator[str]:
    """The values whose text decides *test*."""
    match test:
        case Compare():
            sides = (test.left, *test.comparators)
            if any(op in ("in", "not in") for op in test.ops):
                for side in sides:
                    yield from _named(side)
            elif all(op in ("==", "!=") for op in test.ops):
                if not any(isinstance(s, Constant) and s.value in ("", None) for s in sides):
                    for side in sides:
                        yield from _named(side)
            elif any(isinstance(s, Constant) and s.value is None for s in sides):
                yield from _looked_up(test.left, given)
            else:
                for side in sides:
                    yield from _looked_at(side, given)
        case Call():
            name = last_name(test.func)
            if name == "startswith" and _is_scheme(test):
                return
            if name not in _IDLE:
                for argument in (*test.args, *(k.value for k in test.keywords)):
                    yield from _named(argument)
                if isinstance(test.func, Attribute):
                    yield from _named(test.func.value)
        case Attribute(value=value, attr=attr) if attr in _TELLING_PARTS:
            yield from _named(value)
        case Name() | Attribute():
            yield from _looked_up(test, given)
            yield from _decided_before(test, given)
        case UnaryOp(operand=operand):
            yield from _looked_at(operand, given)
        case BoolOp(values=values):
            for value in values:
                yield from _looked_at(value, given)
        case NamedExpr(target=target, value=value):
            yield from _looked_at(value, given)
            yield from _looked_up(target, given)
        case Await(value=value):
            yield from _looked_at(value, given)


def _decided_before(test: Expression, given: Mapping[str, list[Expression]]) -> Iterator[str]:
    """The values whose text decided what the name *test* stands for: ``is_own = host in HOSTS``."""
    if isinstance(test, Name):
        for value in given.get(test.id, ()):
            if isinstance(value, (BoolOp, Compare)):
                others = {name: values for name, values in given.items() if name != test.id}
                yield from _looked_at(value, others)


def _looked_up(name: Expression, given: Mapping[str, list[Expression]]) -> Iterator[str]:
    """What is known to exist where *name* is there: the key it was found by."""
    key = dotted(name)
    if key is None:
        return
    head = key.partition(".")[0]
    for value in given.get(head, ()):
        if isinstance(value, Comprehension):
            value = value.generators[0].iter
        value = _unawaited(value)
        if isinstance(value, Call) and last_name(value.func) not in _IDLE - _LOOK_UPS:
            yield from _given_to(value, given)


def _given_to(call: Call, given: Mapping[str, list[Expression]]) -> Iterator[str]:
    """The names and chains among the arguments of *call*, and of calls whose result it is of."""
    for argument in call.passed:
        yield from _named(argument)
    owner = _unawaited(call.func.value) if isinstance(call.func, Attribute) else None
    if isinstance(owner, Call):
        yield from _given_to(owner, given)
    elif isinstance(owner, Name):
        before = [v for v in map(_unawaited, given.get(owner.id, ())) if _line(v) < call.line]
        if before and isinstance(before[-1], Call):
            others = {name: values for name, values in given.items() if name != owner.id}
            yield from _given_to(before[-1], others)


def _unawaited(value: Expression) -> Expression:
    while isinstance(value, Await):
        value = value.value
    return value


def _named(expression: Expression) -> Iterator[str]:
    """The names and chains in *expression*, the longest of each."""
    pending: list[Node] = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, (Name, Attribute)):
            if isinstance(node, Attribute) and node.attr in _TELLING_PARTS:
                node = node.value
            key = dotted(node)
            if key is not None:
                yield key
                continue
        if isinstance(node, Call):
            # Of `name.lower()` the name is looked at.
            if isinstance(node.func, Attribute):
                pending.append(node.func.value)
            pending.extend((*node.args, *(k.value for k in node.keywords)))
            continue
        pending.extend(children(node))


def _made_of(value: Expression) -> Iterator[str]:
    """What *value* is another form of: who looks at the one has looked at the other."""
    nodes = [value, *_below(value)]
    if any(isinstance(n, Attribute) and n.attr in _PARTIAL for n in nodes):
        return
    if any(isinstance(n, (Call, BinOp)) for n in nodes) or isinstance(value, (Name, Attribute)):
        yield from _named(value)


def _below(node: Node) -> Iterator[Node]:
    for child in children(node):
        yield child
        yield from _below(child)


def _given(function: Function) -> dict[str, list[Expression]]:
    """What the names of *function* are assigned."""
    found: dict[str, list[Expression]] = {}
    for statement in statements(function.body):
        if isinstance(statement, Assign) and statement.value is not None:
            for target in statement.targets:
                if isinstance(target, Name):
                    found.setdefault(target.id, []).append(statement.value)
    return found


def _is_scheme(call: Call) -> bool:
    """``url.startswith("http")``: any host will do."""
    texts = [n.value for a in call.args for n in (a, *_below(a)) if isinstance(n, Constant)]
    return bool(texts) and all(isinstance(t, str) and t.startswith("http") for t in texts)


def _line(node: Node) -> int:
    line = getattr(node, "line", None)
    if line is not None:
        return int(line)
    return min((_line(child) for child in children(node)), default=1 << 30)
