from fastapi import FastAPI

app = FastAPI()


async def save() -> bool:
    return True


@app.post("/")
async def index(saved: bool = False) -> str:
    if False and saved:
        save()
    elif saved:
        save()  # FAA406
    return "done"
