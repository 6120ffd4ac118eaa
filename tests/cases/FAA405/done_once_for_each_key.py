import json
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()


class Translator:
    def __init__(self):
        self.loaded = set()
        self.texts = {}

    def load(self, locale):
        if locale in self.loaded:
            return
        for path in Path(locale).glob("*.json"):
            with open(path) as file:
                self.texts.setdefault(locale, {}).update(json.load(file))
        self.loaded.add(locale)

    def read(self, locale):
        if locale in self.loaded:
            return
        with open(f"{locale}.json") as file:
            self.texts.update(json.load(file))


translator = Translator()


@app.get("/texts")
async def texts(locale: str):
    translator.load(locale)
    return translator.texts[locale]


@app.get("/read")
async def read(locale: str):
    translator.read(locale)  # FAA405
    return translator.texts[locale]
