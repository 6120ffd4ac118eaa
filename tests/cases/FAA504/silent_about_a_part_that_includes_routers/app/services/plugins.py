from app.plugins.core import installed


def count() -> int:
    return len(installed())
