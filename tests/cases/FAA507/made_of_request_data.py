import httpx
from fastapi import FastAPI, Request

app = FastAPI()


class Delivery:
    def __init__(self, address: str) -> None:
        self.address = address

    def send(self) -> None:
        httpx.post("https://delivery.example", json={"address": self.address}, timeout=5)


@app.post("/deliveries")
def deliver(address: str, request: Request) -> None:
    Delivery(address).send()
    where = request.headers["x-address"]
    Delivery(address=where).send()
    Delivery("home").send()  # FAA507
