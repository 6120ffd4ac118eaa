"""Answers to questions that may ask each other in circles, the same in whatever order asked."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Hashable
from typing import Generic, ParamSpec, TypeVar

from flake8_fastapi_arch.project.modules.sources import Answers, Sources

V = TypeVar("V")
P = ParamSpec("P")

_MAX_DEPTH = 90  # questions inside questions; Python's own stack ends at about 150
_MAX_ANSWERS = 100  # to one question; more only where answers do not grow with what they are given


class _Question(Generic[V]):
    """A question that is not settled: how it is answered, and what is known so far."""

    __slots__ = ("answer", "depth", "is_stale", "key", "number", "told", "value")

    def __init__(self, key: Hashable, answer: Callable[[], V], value: V) -> None:
        self.key = key
        self.answer = answer
        self.value = value
        self.told: dict[_Question[V], None] = {}  # who was told what was known then
        self.is_stale = False  # was told less than is known now
        self.depth: int | None = None  # in the stack, while it is answered for the first time
        self.number: int | None = None  # among those that wait


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
        self._settled = self.settled.known
        self._bottom = bottom
        self._simplified = simplified
        self._lowest = 0  # how far down the stack the question being answered has looked
        self._begin()

    def _begin(self) -> None:
        """Forget what is not settled."""
        self._open: dict[Hashable, _Question[V]] = {}
        self._stack: list[_Question[V]] = []  # the questions being answered, outermost first
        self._waiting: list[_Question[V]] = []  # answered, but not settled
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
        known = self._settled.get(question)
        if known is None:
            asked = self._open.get(question)
            if asked is None:
                answered = functools.partial(answer, *args, **kwargs)
                asked = _Question(question, answered, self._bottom)
                known = self._ask_first(asked)
            if known is None:
                self._lowest = min(self._lowest, self._reached(asked))
                asked.told[self._stack[-1]] = None
                return asked.value
        self._sources.seen |= known[1]
        return known[0]

    def _ask_first(self, question: _Question[V]) -> tuple[V, int] | None:
        """Answer a question that was not asked before; None where it is not settled."""
        depth, first, around = len(self._stack), len(self._waiting), self._lowest
        seen_before, self._sources.seen = self._sources.seen, 0
        self._open[question.key] = question
        if depth >= _MAX_DEPTH:
            question.is_stale = True
            self._wait(question, first, 0)
            return None
        question.depth = depth
        try:
            self._answer(question)
            lowest = self._lowest
            question.depth = None
            if lowest <= depth:
                self._wait(question, first, lowest)
                if lowest == depth:
                    lowest = self._settle(first, depth)
            return self._kept(question, first) if lowest >= depth else None
        except BaseException:
            if not depth:
                self._begin()
            raise
        finally:
            self._lowest = around
            self._sources.seen |= seen_before

    def _answer(self, question: _Question[V]) -> None:
        """Answer *question* from what is known so far; ``_lowest`` tells how far down it looked."""
        self._lowest = len(self._stack) + 1
        self._stack.append(question)
        try:
            value = self._simplified(question.answer())
        finally:
            self._stack.pop()
        if value != question.value:
            question.value = value
            for told in question.told:
                told.is_stale = True

    def _reached(self, question: _Question[V]) -> int:
        """How far down the stack *question*, which is not settled, looks."""
        if question.depth is not None:
            return question.depth
        assert question.number is not None
        return self._reach[bisect.bisect_right(self._from, question.number) - 1]

    def _wait(self, question: _Question[V], first: int, reach: int) -> None:
        """Let *question* wait, and all that do from number *first* on look as far as *reach*."""
        if question.number is None:
            question.number = len(self._waiting)
            self._waiting.append(question)
        self._forget_reach(first)
        self._from.append(first)
        self._reach.append(reach)

    def _forget_reach(self, first: int) -> None:
        while self._from and self._from[-1] >= first:
            self._from.pop()
            self._reach.pop()

    def _settle(self, first: int, depth: int) -> int:
        """Have the questions that wait from number *first* on answered until none was told too
        little; how far down the stack they look then: below *depth*, they are part of a larger
        circle after all."""
        times: dict[_Question[V], int] = {}
        lowest = depth
        while True:
            stale = [question for question in self._waiting[first:] if question.is_stale]
            if not stale:
                return lowest
            for question in stale:
                question.is_stale = False
                times[question] = times.get(question, 0) + 1
                if times[question] <= _MAX_ANSWERS:
                    self._answer(question)
                    lowest = min(lowest, self._lowest)
                    self._wait(question, first, lowest)

    def _kept(self, question: _Question[V], first: int) -> tuple[V, int]:
        """The answer to *question*, which is kept, and all that wait from number *first* on. They
        were asked while it was answered; so what was seen for any of them was seen by then."""
        seen = self._sources.noted()
        if len(self._waiting) > first:
            for each in self._waiting[first:]:
                self._settled[each.key] = each.value, seen
                self._open.pop(each.key)
            del self._waiting[first:]
            self._forget_reach(first)
        self._open.pop(question.key, None)
        known = self._settled[question.key] = question.value, seen
        return known
