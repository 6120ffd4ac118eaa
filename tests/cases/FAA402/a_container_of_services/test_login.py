import requests
from services import Login


class Remote(Login):
    def check(self, name):
        requests.get("https://example.org")
