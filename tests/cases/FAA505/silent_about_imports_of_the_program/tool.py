def size() -> int:
    return 1
