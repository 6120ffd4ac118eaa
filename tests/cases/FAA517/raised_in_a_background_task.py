from fastapi import BackgroundTasks, FastAPI


class NotFound(Exception):
    pass


app = FastAPI()
books = {1: "Emma"}


def announce(book_id: int) -> None:
    title = books.get(book_id)
    if title is None:
        raise NotFound
    print(title)


@app.post("/books/{book_id}")
def show(book_id: int, tasks: BackgroundTasks) -> int:
    """Announce the book."""
    tasks.add_task(announce, book_id)
    return book_id
