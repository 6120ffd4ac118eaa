import requests
from fastapi import FastAPI

app = FastAPI()


class Tools:
    def title(self, text: str) -> str:
        return text.title()

    def page(self, number: int) -> str:
        return f"page {number}"

    def cover(self, key: str) -> str:
        return requests.get(f"https://covers.example/{key}", timeout=3).text


class Covers:
    def cover(self, key: str) -> str:
        return requests.get(f"https://covers.example/{key}", timeout=3).text


class Shelf:
    def __init__(self) -> None:
        self.titles: list[str] = []

    def title(self, text: str) -> str:
        self.titles.append(text)
        return text.title()

    def count(self) -> int:
        return len(self.titles)

    def cover(self, key: str) -> str:
        return requests.get(f"https://covers.example/{key}", timeout=3).text


@app.get("/titles/{text}")
def title(text: str) -> str:
    return Tools().title(text)


@app.get("/covers/{key}")
def cover(key: str) -> str:
    return Covers().cover(key)  # FAA507


@app.get("/shelf/{key}")
def shelf(key: str) -> str:
    return Shelf().cover(key)  # FAA507
