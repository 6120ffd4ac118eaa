class Prices:
    def price(self, weight, rate: int = 20):  # FAA603
        return weight * rate

    def _raw(self, weight):
        return weight


def discount(amount, *args, factor=2, **kwargs):  # FAA603
    return amount // factor
