def get_settings() -> dict[str, str]:
    return {}
