"""What answers are made from, so that they outlive changes of everything else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, ParamSpec, TypeVar, Union

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")

Source = Union[str, tuple[str, str]]
"""The path of a module, or a kind of index of the project and a name that is looked up there."""


class Sources:
    """Notes what is looked at: modules, and what the project's indices hold under a name.

    Each source is a bit. ``seen`` has those of all that was looked at since somebody set it to
    zero; who works an answer out does so, keeps what it has become, and adds what was there before.
    """

    def __init__(self, order: Iterable[Source] = ()) -> None:
        """*order* are sources to begin with, from the least bit on."""
        self.seen = 0
        self._bits = {source: 1 << number for number, source in enumerate(order)}
        self._noted: dict[int, int] = {}

    @property
    def order(self) -> list[Source]:
        """All sources that were ever looked at, from the least bit on."""
        return [*self._bits]

    def see(self, source: Source) -> None:
        """Note that *source* is looked at."""
        bit = self._bits.get(source)
        if bit is None:
            bit = self._bits[source] = 1 << len(self._bits)
        self.seen |= bit

    def noted(self) -> int:
        """The bits of all that was seen, to be kept: equal ones are kept once, as there are a bit
        for each module and as many answers as expressions."""
        return self._noted.setdefault(self.seen, self.seen)

    def of(self, sources: Iterable[Source]) -> int:
        """The bits of those of *sources* that were ever looked at."""
        found = 0
        for source in sources:
            found |= self._bits.get(source, 0)
        return found

    def numbers(self, sources: Iterable[Source]) -> list[int]:
        """The numbers of the bits of those of *sources* that were ever looked at."""
        bits = (self._bits.get(source) for source in sources)
        return [bit.bit_length() - 1 for bit in bits if bit is not None]


class Answers(Generic[K, V]):
    """Answers that are kept, each with what it was made from."""

    def __init__(self, sources: Sources) -> None:
        self.known: dict[K, tuple[V, int]] = {}
        self._sources = sources

    def kept(self, question: K, answer: Callable[P, V], *args: P.args, **kwargs: P.kwargs) -> V:
        """The answer to *question*: the one that is known, or else what *answer*, called with the
        rest, gives."""
        known = self.known.get(question)
        sources = self._sources
        if known is None:
            seen_before, sources.seen = sources.seen, 0
            given = answer(*args, **kwargs)
            known = self.known[question] = given, sources.noted()
            sources.seen = seen_before
        sources.seen |= known[1]
        return known[0]

    def take_over(self, other: Answers[K, V], changed: int) -> None:
        """Keep what *other* knows, but for what was made from *changed* sources."""
        lasting = ((k, known) for k, known in other.known.items() if not known[1] & changed)
        self.known.update(lasting)
