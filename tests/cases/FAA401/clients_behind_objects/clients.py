from contextlib import contextmanager

import httpx
import requests

session = requests.Session()


class Shop:
    def __init__(self, client: httpx.Client | None = None) -> None:
        self.client = client or httpx.Client()

    @contextmanager
    def opened(self):
        with httpx.Client() as client:
            yield client


def get_shop():
    return Shop()
