import json

from app.main import app


def dump() -> str:
    return json.dumps(app.openapi())
