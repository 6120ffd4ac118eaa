from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import StreamingResponse

app = FastAPI()
LOGS = Path("logs")


def is_inside(base: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(base)


@app.get("/logs")
def logs(name: str) -> StreamingResponse:
    path = LOGS / name
    if not is_inside(LOGS, path):
        raise HTTPException(404)

    def lines() -> Iterator[str]:
        with path.open() as file:
            yield from file

    return StreamingResponse(lines())
