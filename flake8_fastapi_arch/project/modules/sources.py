"""What answers are made from, so that they outlive changes of everything else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Sources:
    """Notes what is looked at: modules, and what the project's indices hold under a name.

    Each source is a bit. ``seen`` has those of all that was looked at since somebody set it to
    zero; who works an answer out does so, keeps what it has become, and adds what was there before.
    """

    def __init__(self) -> None:
        self.seen = 0
        self._bits: dict[Hashable, int] = {}

    def see(self, source: Hashable) -> None:
        """Note that *source* is looked at."""
        bit = self._bits.get(source)
        if bit is None:
            bit = self._bits[source] = 1 << len(self._bits)
        self.seen |= bit

    def of(self, sources: Iterable[Hashable]) -> int:
        """The bits of those of *sources* that were ever looked at."""
        found = 0
        for source in sources:
            found |= self._bits.get(source, 0)
        return found


class Answers(Generic[K, V]):
    """Answers that are kept, and what each was made from."""

    def __init__(self, sources: Sources) -> None:
        self.known: dict[K, V] = {}
        self.made_from: dict[K, int] = {}
        self._sources = sources

    def kept(self, question: K, answer: Callable[[], V]) -> V:
        """The answer to *question*: the one that is known, or else what *answer* gives."""
        if question not in self.known:
            seen_before, self._sources.seen = self._sources.seen, 0
            self.known[question] = answer()
            self.made_from[question] = self._sources.seen
            self._sources.seen = seen_before
        self._sources.seen |= self.made_from[question]
        return self.known[question]

    def take_over(self, other: Answers[K, V], changed: int) -> None:
        """Keep what *other* knows, but for what was made from *changed* sources."""
        known, made_from = other.known, other.made_from
        lasting = [question for question, seen in made_from.items() if not seen & changed]
        self.made_from.update((question, made_from[question]) for question in lasting)
        self.known.update((question, known[question]) for question in lasting)
