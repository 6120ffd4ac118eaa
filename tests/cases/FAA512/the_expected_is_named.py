from fastapi import FastAPI

app = FastAPI()


@app.get("/{text}")
def show(text: str) -> int | None:
    """A number, if it is one."""
    try:
        return int(text)
    except ValueError:
        return None
