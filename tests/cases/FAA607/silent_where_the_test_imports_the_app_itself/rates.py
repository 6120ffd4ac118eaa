def get_rate() -> int:
    return 20
