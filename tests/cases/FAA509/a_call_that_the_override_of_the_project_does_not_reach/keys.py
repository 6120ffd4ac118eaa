from settings import get_settings


def first_key() -> str:
    return get_settings().get("key", "")  # FAA509
