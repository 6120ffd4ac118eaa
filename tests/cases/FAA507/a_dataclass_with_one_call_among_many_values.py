from dataclasses import dataclass

import requests
from fastapi import FastAPI

app = FastAPI()


@dataclass
class Poster:
    title: str = ""

    def shown(self) -> str:
        return self.title.title()

    def cleared(self) -> "Poster":
        return Poster()

    def is_there(self) -> bool:
        return requests.head(f"https://posters.example/{self.title}", timeout=1).ok


@app.get("/posters")
def poster(title: str) -> str:
    found = Poster()
    found.title = title
    return found.shown()
