from collections import defaultdict

from fastapi import FastAPI

app = FastAPI()
seen: set[str] = set()
counts = defaultdict(int)
log = []
total = 0


@app.get("/")
def index(name: str):
    global total
    seen.add(name)  # FAA506
    counts[name] += 1  # FAA506
    log.append(name)  # FAA506
    total += 1  # FAA506
    return helper(name)


def helper(name):
    log.extend(name)  # FAA506
