import main


def go() -> None:
    main.run()
