from dataclasses import dataclass


@dataclass
class Orders:
    prices: dict[str, int]

    def total(self) -> int:
        return sum(self.prices.values())
