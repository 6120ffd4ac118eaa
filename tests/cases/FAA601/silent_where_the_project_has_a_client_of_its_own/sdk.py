import httpx


class Shop:
    def __init__(self, url: str) -> None:
        self.session = httpx.Client(base_url=url)

    def call(self, method: str, path: str):
        return self.session.request(method, path)

    def books(self):
        return self.call("GET", "/books")

    def book(self, key: int):
        return self.call("GET", f"/books/{key}")

    def drop(self, key: int):
        return self.call("DELETE", f"/books/{key}/copies")
