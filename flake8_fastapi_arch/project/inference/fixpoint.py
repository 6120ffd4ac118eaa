"""Answers to questions that may ask each other in circles, the same in whatever order asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

V = TypeVar("V")
P = ParamSpec("P")

_MAX_DEPTH = 90  # questions inside questions; Python's own stack ends at about 150
_MAX_ROUNDS = 6  # of a circle that does not settle


class Fixpoint(Generic[V]):
    """Keeps answers, and settles circles of questions by asking them until nothing changes.

    A question that is asked again while it is being answered gets what is known so far, at first
    *bottom*. The first question of a circle repeats it until its answer is stable; then all answers
    of the circle are final. Answers that only grow with what they are given have one least
    solution, whichever question of the circle came first.
    """

    def __init__(self, bottom: V) -> None:
        self.final: dict[Hashable, V] = {}  # settled; who asks most looks here before asking
        self._bottom = bottom
        self._provisional: dict[Hashable, V] = {}
        self._depth: dict[Hashable, int] = {}  # of the questions being answered
        self._reaches: dict[
            Hashable, int
        ] = {}  # how far down the stack a provisional answer looked
        self._round_of: dict[Hashable, int] = {}
        self._open: list[Hashable] = []  # answered, but in a circle that is not settled
        self._round = 0
        self._lowest = _MAX_DEPTH + 1

    @property
    def is_idle(self) -> bool:
        """Whether no question is being answered: what is told now is final."""
        return not self._depth

    def ask(
        self,
        question: Hashable,
        answer: Callable[P, V],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> V:
        """The answer to *question*; *answer*, called with the rest, computes it, asking others."""
        known = self.final.get(question)
        if known is not None:
            return known
        if question in self._depth:
            self._lowest = min(self._lowest, self._depth[question])
            return self._provisional.get(question, self._bottom)
        if self._round_of.get(question) == self._round:
            self._lowest = min(self._lowest, self._reaches[question])
            return self._provisional[question]
        depth = len(self._depth)
        if depth >= _MAX_DEPTH:
            self._lowest = 0
            return self._bottom
        around, first = self._lowest, len(self._open)
        self._depth[question] = depth
        try:
            for _ in range(_MAX_ROUNDS):
                before = self._provisional.get(question, self._bottom)
                self._lowest = _MAX_DEPTH + 1  # of the unanswered questions that are used
                del self._open[first:]
                value = self._provisional[question] = answer(*args, **kwargs)
                if self._lowest != depth or value == before:
                    break
                self._round += 1
        finally:
            del self._depth[question]
        if self._lowest < depth:
            self._reaches[question] = self._lowest
            self._round_of[question] = self._round
            self._open.append(question)
            self._lowest = min(around, self._lowest)
        else:
            self.final[question] = value
            for settled in self._open[first:]:
                self.final[settled] = self._provisional[settled]
            del self._open[first:]
            self._lowest = around
        return value
