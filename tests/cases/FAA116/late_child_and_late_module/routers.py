from fastapi import APIRouter

parent = APIRouter(prefix="/parent")
child = APIRouter(prefix="/child")
served = APIRouter()


@parent.get("/x")
def read_parent() -> None: ...


@child.get("/x")
def read_child() -> None: ...


@child.get("/y")
def read_other_child() -> None: ...


@served.get("/served")
def read_served() -> None: ...
