"""Answers to questions that may ask each other in circles, the same in whatever order asked."""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

from flake8_fastapi_arch.project.modules.sources import Answers, Sources

V = TypeVar("V")
P = ParamSpec("P")

_MAX_DEPTH = 90  # questions inside questions; Python's own stack ends at about 150
_MAX_ANSWERS = 100  # to one question; more only where answers do not grow with what they are given


class Fixpoint(Generic[V]):
    """Keeps answers, and settles circles of questions by asking them until nothing changes.

    A question that is asked again before it is settled gets what is known so far, at first
    *bottom*, and who asked is told again when more is known. What looks at no question that is
    still being answered is settled at once. The questions of a circle wait for that of them which
    was asked first; it has those answered again that were told too little, until there are none. A
    question that comes too deep for Python's stack waits likewise, for the outermost one.

    Answers that only grow with what they are given have one least solution, whichever question came
    first. (A worklist solver in the components that Tarjan's algorithm finds on the way; see
    Le Charlier and Van Hentenryck, "A universal top-down fixpoint algorithm", 1992.)
    """

    def __init__(
        self,
        bottom: V,
        simplified: Callable[[V], V] = lambda value: value,
        sources: Sources | None = None,
    ) -> None:
        """*simplified* says the same as a value in fewer words, where there are. *sources* notes
        what answers are made from."""
        self._sources = sources or Sources()
        self.settled: Answers[Hashable, V] = Answers(self._sources)
        self.final = self.settled.known  # who asks most looks here before asking
        self.made_from = self.settled.made_from
        self._bottom = bottom
        self._simplified = simplified
        self._stack: list[Hashable] = []  # the questions being answered, outermost first
        self._lowest = 0  # how far down the stack the question being answered has looked
        self._begin()

    def _begin(self) -> None:
        """Forget what is not settled."""
        self._values: dict[Hashable, V] = {}  # what is known so far
        self._answers: dict[Hashable, Callable[[], V]] = {}
        self._told: dict[Hashable, dict[Hashable, None]] = {}  # who was told what is known so far
        self._stale: dict[Hashable, None] = {}  # was told less than is known now
        self._depth: dict[Hashable, int] = {}  # of the questions answered for the first time
        self._waiting: dict[Hashable, int] = {}  # answered, but not settled: their number
        # Which of them look how far down the stack: those from the first number on, and so forth.
        self._from: list[int] = []
        self._reach: list[int] = []

    @property
    def is_idle(self) -> bool:
        """Whether no question is being answered: what is told now is final."""
        return not self._stack

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
            self._sources.seen |= self.made_from[question]
            return known
        if question not in self._values:
            self._ask_first(question, functools.partial(answer, *args, **kwargs))
            known = self.final.get(question)
            if known is not None:
                return known
        self._lowest = min(self._lowest, self._reached(question))
        self._told.setdefault(question, {})[self._stack[-1]] = None
        return self._values[question]

    def _ask_first(self, question: Hashable, answer: Callable[[], V]) -> None:
        """Answer a question that was not asked before."""
        depth, first, around = len(self._stack), len(self._waiting), self._lowest
        seen_before, self._sources.seen = self._sources.seen, 0
        self._values[question] = self._bottom
        self._answers[question] = answer
        if depth >= _MAX_DEPTH:
            self._stale[question] = None
            self._wait(question, first, 0)
            return
        self._depth[question] = depth
        try:
            self._answer(question)
            lowest = self._lowest
            del self._depth[question]
            if lowest <= depth:
                self._wait(question, first, lowest)
            if lowest == depth:
                lowest = self._settle(first, depth)
            if lowest >= depth:
                self._keep(question, first)
        except BaseException:
            if not depth:
                self._begin()
            raise
        finally:
            self._lowest = around
            self._sources.seen |= seen_before

    def _answer(self, question: Hashable) -> None:
        """Answer *question* from what is known so far; ``_lowest`` tells how far down it looked."""
        self._lowest = len(self._stack) + 1
        self._stack.append(question)
        try:
            value = self._simplified(self._answers[question]())
        finally:
            self._stack.pop()
        if value != self._values[question]:
            self._values[question] = value
            self._stale.update(self._told.get(question, ()))

    def _reached(self, question: Hashable) -> int:
        """How far down the stack *question*, which is not settled, looks."""
        depth = self._depth.get(question)
        if depth is not None:
            return depth
        return self._reach[bisect.bisect_right(self._from, self._waiting[question]) - 1]

    def _wait(self, question: Hashable, first: int, reach: int) -> None:
        """Let *question* wait, and all that do from number *first* on look as far as *reach*."""
        self._waiting.setdefault(question, len(self._waiting))
        while self._from and self._from[-1] >= first:
            self._from.pop()
            self._reach.pop()
        self._from.append(first)
        self._reach.append(reach)

    def _settle(self, first: int, depth: int) -> int:
        """Have the questions that wait from number *first* on answered until none was told too
        little; how far down the stack they look then: below *depth*, they are part of a larger
        circle after all."""
        times: dict[Hashable, int] = {}
        lowest = depth
        while True:
            waiting = itertools.islice(reversed(self._waiting), len(self._waiting) - first)
            stale = [question for question in waiting if question in self._stale]
            if not stale:
                return lowest
            for question in reversed(stale):
                del self._stale[question]
                times[question] = times.get(question, 0) + 1
                if times[question] <= _MAX_ANSWERS:
                    self._answer(question)
                    lowest = min(lowest, self._lowest)
                    self._wait(question, first, lowest)

    def _keep(self, question: Hashable, first: int) -> None:
        """Keep the answer to *question*, and all that wait from number *first* on. They were asked
        while it was answered; so what was seen for any of them was seen by then."""
        settled = [question]
        while len(self._waiting) > first:
            settled.append(self._waiting.popitem()[0])
        while self._from and self._from[-1] >= first:
            self._from.pop()
            self._reach.pop()
        for each in dict.fromkeys(settled):
            self.final[each] = self._values.pop(each)
            self.made_from[each] = self._sources.seen
            del self._answers[each]
            self._told.pop(each, None)
            self._stale.pop(each, None)
