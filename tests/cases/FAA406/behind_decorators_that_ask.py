import asyncio
import functools

from fastapi import FastAPI

app = FastAPI()


def traced(name: str):
    def decorate(function):
        if asyncio.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*args, **kwargs):
                print(name)
                return await function(*args, **kwargs)

            return run

        @functools.wraps(function)
        def call(*args, **kwargs):
            print(name)
            return function(*args, **kwargs)

        return call

    return decorate


def either(function):
    async def run(*args, **kwargs):
        return await function(*args, **kwargs)

    def call(*args, **kwargs):
        return asyncio.run(function(*args, **kwargs))

    return run if app.debug else call


@traced("authorize")
async def authorize(user: str) -> None: ...


@either
async def save(user: str) -> None: ...


@app.delete("/users/{user}")
async def delete(user: str) -> None:
    authorize(user)  # FAA406
    save(user)
