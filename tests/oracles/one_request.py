"""Send one request to the app of the current directory, and print what it did as JSON.

Run as a script, ``python one_request.py '{"script": [...], "request": {...}, "database": "..."}'``,
the last being the URL of the database that the app uses. Prints the status, the body, the
statements and commits sent, the rows that became objects, the connections that stay out, and the
name of the exception that left the app.
"""

from __future__ import annotations

import gc
import json
import sys
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapper
from sqlalchemy.pool import Pool


def main() -> None:
    asked = json.loads(sys.argv[1])
    engine = create_engine(asked["database"])
    with engine.begin() as connection:
        for statement in asked["script"]:
            connection.exec_driver_sql(statement)
    engine.dispose()
    gc.disable()  # whether a connection is given back shall not depend on the collector
    seen: dict[str, Any] = {"statements": 0, "commits": 0, "loaded": 0, "open": 0, "raised": None}
    kept = _listen(seen)
    sys.path.insert(0, ".")
    import app  # type: ignore[import-not-found]
    from fastapi.testclient import TestClient

    request = {"method": "GET", **asked["request"]}
    try:
        response = TestClient(app.app).request(**request)
        seen["status"] = response.status_code
        seen["body"] = response.json() if response.content else None
    except Exception as error:
        # SQLAlchemy wraps what a statement raised.
        seen["raised"] = type(getattr(error, "orig", None) or error).__name__
        kept.append(error)  # its frames hold what the handler held, as a log or a debugger does
    print(json.dumps(seen))


def _listen(seen: dict[str, Any]) -> list[object]:
    """Count into *seen* from now on."""

    def count(*_: object) -> None:
        seen["statements"] += 1

    def commit(*_: object) -> None:
        seen["commits"] += 1

    def load(*_: object) -> None:
        seen["loaded"] += 1

    def take(*_: object) -> None:
        seen["open"] += 1

    def give_back(*_: object) -> None:
        seen["open"] -= 1

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", commit)
    event.listen(Mapper, "load", load)
    event.listen(Pool, "checkout", take)
    event.listen(Pool, "checkin", give_back)
    return []


if __name__ == "__main__":
    main()
