import aiofiles
import aiofiles.os
import aioshutil
from fastapi import FastAPI

app = FastAPI()


@app.post("/dropped")
async def dropped(content: str) -> None:
    async with aiofiles.open("a.txt", "w") as file:
        file.write(content)  # FAA406
    aioshutil.move("a.txt", "b.txt")  # FAA406
    aiofiles.os.remove("c.txt")  # FAA406
    if aiofiles.os.path.exists("b.txt"):  # FAA406
        print(content)


@app.post("/awaited")
async def awaited(content: str) -> list[str]:
    async with aiofiles.open("a.txt", "w") as file:
        await file.write(content)
    await aioshutil.move("a.txt", "b.txt")
    if await aiofiles.os.path.exists("c.txt"):
        await aiofiles.os.remove("c.txt")
    file = await aiofiles.open("b.txt")
    lines = [line async for line in file]
    await file.close()
    return lines
