"""What runs only while somebody develops, by what the branches around it ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Compare,
    Constant,
    Expression,
    If,
    IfExp,
    Module,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.walk import children, walk

_ENVIRONMENT = re.compile(
    r"(?:^|[\W_])(?:is|in|use)?_?(?:debug\w*|dev\w*|local\w*|test\w*|stag(?:e|ing)|prod\w*|env"
    r"|environment|reload|demo|sandbox)(?:$|[\W_])",
    re.IGNORECASE,
)


def depends_on_environment(test: Expression) -> bool:
    """Whether *test* asks in which environment the code runs: production, development, tests."""
    for node in walk(test):
        match node:
            case Name(id=word) | Attribute(attr=word) | Constant(value=str() as word):
                if _ENVIRONMENT.search(word):
                    return True
    return False


def only_somewhere(node: Node, module: Module) -> bool:
    """Whether *node* of *module* runs in some environments only, as far as branches say so."""
    return any(map(depends_on_environment, tests_around(node, module)))


def is_script(node: Node, module: Module) -> bool:
    """Whether *node* stands under ``if __name__ == "__main__"``."""
    return any(
        isinstance(test, Compare) and isinstance(test.left, Name) and test.left.id == "__name__"
        for test in tests_around(node, module)
    )


def tests_around(node: Node, module: Module) -> Iterator[Expression]:
    """The tests of the branches in which *node* stands, innermost first."""
    above: dict[Node, Node] = {}
    pending: list[Node] = [module]
    while pending and node not in above:
        parent = pending.pop()
        for child in children(parent):
            above[child] = parent
            pending.append(child)
    inner = node
    while inner in above:
        outer = above[inner]
        if isinstance(outer, (If, IfExp)) and inner is not outer.test:
            yield outer.test
        inner = outer
