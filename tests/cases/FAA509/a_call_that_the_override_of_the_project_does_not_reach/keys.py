from settings import get_settings


async def first_key() -> str:
    return get_settings().get("key", "")  # FAA509


def key_of_the_command_line() -> str:
    return get_settings().get("key", "")
