import asyncio
import time

from app import tick


class SlowClock:
    def wait(self) -> None:
        time.sleep(1)


def test_tick():
    asyncio.run(tick(SlowClock()))
