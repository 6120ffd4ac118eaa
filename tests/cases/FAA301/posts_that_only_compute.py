import math
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Request, WebSocket
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()
bearer = Depends(HTTPBearer())
orders: list[int] = []
listeners: list[WebSocket] = []


class Loan(BaseModel):
    amount: float
    months: int


class Plan(BaseModel):
    rates: list[float]


class Calculator:
    def __init__(self, interest: float) -> None:
        self.interest = interest
        self.made: list[Plan] = []

    def plan(self, loan: Loan) -> Plan:
        rates = []
        for month in range(loan.months):
            rates.append(self._rate(loan, month))
        return Plan(rates=rates)

    def _rate(self, loan: Loan, month: int) -> float:
        return math.ceil(loan.amount / loan.months * self.interest)

    def keep(self, loan: Loan) -> Plan:
        plan = self.plan(loan)
        self.made.append(plan)
        return plan


calculator = Calculator(1.02)


def get_calculator() -> Calculator:
    return calculator


@app.post("/orders", dependencies=[bearer])
def add_order() -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/paid", dependencies=[bearer])
def set_paid(order_id: int) -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/sent", dependencies=[bearer])
def set_sent(order_id: int) -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/lost", dependencies=[bearer])
def set_lost(order_id: int) -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/seen", dependencies=[bearer])
def set_seen(order_id: int) -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/kept", dependencies=[bearer])
def set_kept(order_id: int) -> None:
    Path("orders").write_text("")


@app.put("/orders/{order_id}/late", dependencies=[bearer])
def set_late(order_id: int) -> None:
    Path("orders").write_text("")


@app.post("/loans/simulate")
def simulate(loan: Loan) -> Plan:
    return get_calculator().plan(loan)


@app.post("/loans/kept")
def simulate_and_keep(loan: Loan) -> Plan:  # FAA301
    return get_calculator().keep(loan)


@app.post("/loans/noted")
def simulate_and_note(loan: Loan) -> Plan:  # FAA301
    orders.append(loan.months)
    return get_calculator().plan(loan)


@app.post("/loans/of-the-app")
def simulate_in_the_app(loan: Loan, request: Request) -> Plan:  # FAA301
    return request.app.state.store.plan(loan)


@app.post("/loans/given")
def simulate_with(loan: Loan, given: Annotated[Calculator, Depends(get_calculator)]) -> Plan:
    return given.plan(loan)


@app.post("/loans/given-and-kept")
def keep_with(loan: Loan, given: Annotated[Calculator, Depends(get_calculator)]) -> Plan:  # FAA301
    return given.keep(loan)


async def tell(text: str) -> int:
    for listener in listeners:
        await listener.send_text(text)
    return len(listeners)


@app.post("/loans/told")
async def simulate_and_tell(loan: Loan) -> int:  # FAA301
    return await tell(str(loan.amount))
