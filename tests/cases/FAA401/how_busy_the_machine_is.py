import psutil
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
async def health() -> dict[str, float]:
    return {
        "now": psutil.cpu_percent(interval=None),
        "since": psutil.cpu_percent(),
        "own": psutil.Process().cpu_percent(),
        "memory": psutil.virtual_memory().percent,
        "measured": psutil.cpu_percent(interval=1),  # FAA401
        "all": sum(psutil.cpu_times_percent(0.5)),  # FAA401
        "process": psutil.Process().cpu_percent(0.1),  # FAA401
    }


@app.get("/threaded")
def threaded() -> float:
    return psutil.cpu_percent(interval=1)
