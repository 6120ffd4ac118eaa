from typing import Type, TypeVar

T = TypeVar("T")


class Container:
    def __init__(self):
        self._made = {}

    def require(self, kind: Type[T]) -> T:
        if kind not in self._made:
            self._made[kind] = kind()
        return self._made[kind]
