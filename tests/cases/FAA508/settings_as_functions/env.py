import os
import pathlib


def data_dir() -> pathlib.Path:
    found = pathlib.Path(os.getenv("SHOP_DATA", "data"))
    found.mkdir(exist_ok=True)
    return found


def logs_dir() -> pathlib.Path:
    found = pathlib.Path(os.getenv("SHOP_LOGS") or data_dir())
    found.mkdir(exist_ok=True)
    return found


def is_debugging() -> bool:
    return os.environ.get("SHOP_DEBUG", "") == "1"


def shown() -> str:
    return "shop"
