import asyncio


async def work():
    return 1


def load():
    return asyncio.run(work())


async def test_load(monkeypatch):
    monkeypatch.setattr(asyncio, "run", lambda main: main.close())
    load()
