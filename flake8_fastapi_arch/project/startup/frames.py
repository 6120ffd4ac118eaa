"""The names of what is being executed."""

from __future__ import annotations

from flake8_fastapi_arch.project.routes.application import Condition
from flake8_fastapi_arch.project.startup.values import App, FunctionValue, ModuleState, Value, plain


class Frame:
    """The names of one execution of a module, class or function."""

    __slots__ = ("function", "is_class", "names", "parent", "returns", "shared",
                 "state", "yields")  # fmt: skip

    def __init__(
        self,
        state: ModuleState,
        names: dict[str, Value],
        parent: Frame | None,
        *,
        is_class: bool = False,
        function: FunctionValue | None = None,
    ) -> None:
        self.state = state
        self.names = names
        self.parent = parent
        self.is_class = is_class
        self.function = function
        self.returns: list[tuple[Value, tuple[Condition, ...]]] = []
        self.yields: list[Value] = []
        self.shared: dict[str, str] = {}
        """Names declared ``global`` or ``nonlocal``."""

    @property
    def closure(self) -> Frame:
        """The frame that functions defined here close over."""
        frame = self
        while frame.is_class and frame.parent is not None:
            frame = frame.parent
        return frame

    def bind(self, name: str, value: Value) -> None:
        """Let *name* stand for *value*, in the frame that it belongs to."""
        kind = self.shared.get(name)
        if kind == "global":
            self.state.names[name] = value
            return
        if kind == "nonlocal":
            outer = self.parent
            while outer is not None and name not in outer.names:
                outer = outer.parent
            (outer or self).names[name] = value
            return
        self.names[name] = value
        if self.names is self.state.names:
            inner = plain(value)
            if isinstance(inner, App):
                inner.labels.append((self.state.path, f"{self.state.name}:{name}"))
