import asyncio
import functools
from functools import lru_cache

from aiocache import cached
from async_lru import alru_cache


def started(function):
    @functools.wraps(function)
    def wrapper(*args):
        return asyncio.ensure_future(function(*args))

    return wrapper


@alru_cache
async def first(): ...


@cached()
async def second(): ...


@lru_cache
def third():
    return 1


@lru_cache
@started
async def fourth(): ...


def cache(function):
    return function


@cache
async def fifth(): ...
