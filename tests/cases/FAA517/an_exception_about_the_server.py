from fastapi import FastAPI


class ConfigurationMissing(Exception):
    pass


class StorageBroken(Exception):
    pass


app = FastAPI()
settings = {"path": "books.txt"}


def path() -> str:
    found = settings.get("path")
    if found is None:
        raise ConfigurationMissing
    return found


@app.get("/books")
def show() -> str:
    """Show the books."""
    try:
        return open(path()).read()
    except OSError as error:
        raise StorageBroken from error
