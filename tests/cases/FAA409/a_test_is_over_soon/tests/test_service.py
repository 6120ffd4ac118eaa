import asyncio


async def work():
    await asyncio.sleep(0)


async def test_work():
    asyncio.create_task(work())
    await asyncio.sleep(0)
