_done = 0
started = 0


def count():
    global _done, started
    _done += 1
    started += 1
