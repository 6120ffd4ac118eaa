import tool


def run() -> int:
    return tool.size()


if __name__ == "__main__":
    import start

    start.go()
