def limit() -> int:
    return 30
