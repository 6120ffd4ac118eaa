class Mailer:
    async def send(self, address: str) -> None:
        print(address)


class Accounts:
    def __init__(self, mailer: Mailer) -> None:
        self.mailer = mailer

    async def create(self, name: str) -> None:
        self.mailer.send(name)  # FAA406

    async def remove(self, name: str) -> None:
        await self.mailer.send(name)


def get_accounts() -> Accounts:
    return Accounts(Mailer())
