from pathlib import Path

from exports import Exports
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

app = FastAPI()


class Export(BaseModel):
    kind: str
    format: str


@app.post("/exports")
def export(wanted: Export):
    rows = Exports().rows(wanted.kind, limit=10)
    path = Path("exports") / wanted.kind
    path.write_text(str(rows))


@app.post("/formats")
def export_as(wanted: Export):
    rows = Exports().rows(wanted.kind, limit=10)
    path = Path("exports") / wanted.format
    path.write_text(str(rows))  # FAA316


@app.post("/late")
def export_first(wanted: Export):
    path = Path("exports") / wanted.kind
    path.write_text("")  # FAA316
    Exports().rows(wanted.kind, limit=10)


@app.post("/by-name")
def export_by_name(kind: str):
    Exports().rows(limit=10, kind=kind)
    Path(f"exports/{kind}").write_text("")


@app.post("/logged")
def export_logged(kind: str):
    Exports().note(kind)
    Path(f"exports/{kind}").write_text("")  # FAA316


@app.post("/streamed")
def export_streamed(kind: str):
    exports = Exports()
    exports.rows(kind, limit=10)

    def parts():
        exports = None  # of its own, not what was asked before
        Path(f"exports/{kind}").write_text("")
        yield exports

    return StreamingResponse(parts())
