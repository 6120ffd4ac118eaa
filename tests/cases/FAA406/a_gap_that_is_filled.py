"""What fills in for an argument that is missing: right behind, it is used as what was missing."""

import asyncio

from fastapi import FastAPI

app = FastAPI()


class User:
    name = "Emma"


async def get_default_user() -> User:
    await asyncio.sleep(0)
    return User()


async def greet(user: User | None = None) -> str:
    if user is None:
        user = get_default_user()  # FAA406
    words = ["Hello"]
    words.append(user.name)
    return " ".join(words)


async def greet_twice(user: User | None = None) -> str:
    if not user:
        user = get_default_user()
    user = User() if user else await asyncio.wait_for(user, 1)
    return user.name


async def greet_carefully(user: User | None = None) -> str:
    if not user:
        user = get_default_user()
    if asyncio.iscoroutine(user):
        return (await user).name
    return user.name


async def greet_elsewhere(user: User | None = None) -> object:
    if not user:
        user = get_default_user()
        return asyncio.create_task(user)
    return user.name


async def greet_one_of_two(user: User | None = None) -> object:
    if not user:
        user = get_default_user()
    else:
        return user.name
    return asyncio.create_task(user)


@app.get("/")
async def index() -> list[object]:
    return [
        await greet(),
        await greet_twice(),
        await greet_carefully(),
        await greet_elsewhere(),
        await greet_one_of_two(),
    ]
