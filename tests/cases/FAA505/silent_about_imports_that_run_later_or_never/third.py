def three() -> int:
    from second import four

    return 3 if four else 0
