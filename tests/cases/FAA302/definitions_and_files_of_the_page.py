import enum
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

build_dir = Path("build")
bearer = HTTPBearer()
router = APIRouter(prefix="/invoices")
Token = Annotated[str, Depends(bearer)]
invoices = {1: 20, 2: 35}


class Sent: ...


class Paid: ...


EVENTS = {"sent": Sent, "paid": Paid}


class State(enum.Enum):
    SENT = "sent"
    PAID = "paid"


ABOUT = {State.SENT: "on its way", State.PAID: "done"}


@router.get("/")
def list_invoices(token: Token) -> list[int]:
    return list(invoices)


@router.get("/sum")
def sum_invoices(token: Token) -> int:
    return sum(invoices.values())


@router.get("/largest")
def largest_invoice(token: Token) -> int:
    return max(invoices.values())


@router.get("/first")
def first_invoice(token: Token) -> int:
    return invoices[1]


@router.get("/second")
def second_invoice(token: Token) -> int:
    return invoices[2]


@router.get("/third")
def third_invoice(token: Token) -> int:
    return invoices[3]


@router.get("/last")
def last_invoice(token: Token) -> int:
    return invoices[4]


@router.delete("/{invoice_id}")
def delete_invoice(invoice_id: int, token: Token) -> int:
    return invoices.pop(invoice_id)


@router.get("/kinds")
def kinds_of_events(name: str) -> str:
    return EVENTS[name].__name__


@router.get("/page/{name:path}")
def files_of_the_page(name: str) -> str:
    return (build_dir / name).read_text()


app = FastAPI()
app.include_router(router)


@router.get("/states")
def states() -> list[str]:
    return [f"{state.value}: {ABOUT[state]}" for state in State]
