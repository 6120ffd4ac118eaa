from dataclasses import dataclass


@dataclass
class SignIn:
    name: str
    password: str

    def __post_init__(self) -> None:
        self._check()

    def _check(self) -> None:
        if not self.name:
            raise ValueError("a name is needed")
