"""Answers that are kept for as long as the object lives that they are about."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")


class kept(Generic[P, T]):
    """Decorates a method that answers the same for the same arguments, which must be hashable.

    ``functools.cache`` would keep the object itself, too, and with it a whole project for each key
    that is struck in an editor. Here each object has a cache of its own, made when first asked.
    """

    def __init__(self, method: Callable[Concatenate[Any, P], T]) -> None:
        self._method = method
        functools.update_wrapper(self, method)  # type: ignore[arg-type]

    def __get__(self, instance: object, owner: type | None = None) -> Callable[P, T]:
        if instance is None:
            return self  # type: ignore[return-value]
        answers: Any = functools.cache(functools.partial(self._method, instance))
        instance.__dict__[self._method.__name__] = answers  # found before this from now on
        return answers  # type: ignore[no-any-return]


def kept_for_each(function: Callable[[K], T]) -> Callable[[K], T]:
    """Decorates a function of one object, whose answer is kept for as long as the object lives."""
    answers: weakref.WeakKeyDictionary[K, T] = weakref.WeakKeyDictionary()

    @functools.wraps(function)
    def asked(of: K) -> T:
        if of not in answers:
            answers[of] = function(of)
        return answers[of]

    return asked
