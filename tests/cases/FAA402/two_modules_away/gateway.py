import requests


def charge(amount):
    requests.post("https://pay.example", json={"amount": amount})
