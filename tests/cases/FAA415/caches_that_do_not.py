import functools
from functools import cache, lru_cache


@lru_cache(maxsize=8)
async def first(number):  # FAA415
    return number


@cache
async def second():  # FAA415
    return 2


class Service:
    @functools.lru_cache
    async def third(self):  # FAA415
        return 3

    @functools.cached_property
    async def fourth(self):  # FAA415
        return 4
