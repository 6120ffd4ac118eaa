from fastapi import APIRouter, Header, Query

router = APIRouter()


def told(key: object, other: object) -> str:
    if key is not None and isinstance(other, str):
        return other
    if isinstance(key, str):
        return key.lower()
    return key if isinstance(key, str) else ""


def kept(key: object) -> object:
    return key


@router.get("/keys")
def by_type(key: str = Header(None), other: str = Header(None)):
    if isinstance(key, str) and key.startswith("x"):
        return key
    return told(other, other)


@router.get("/rows")
def by_truth(rows: list[str], quick: bool = Query(True), deep: bool = Query(False)):
    if rows and not quick:
        return rows
    return [] if isinstance(deep, bool) and deep else rows


@router.get("/deep")
def by_truth_of_what_is_false(deep: bool = Query(False)):
    return 1 if deep else 0


@router.get("/kept")
def handed_on(key: str = Header(None)):
    return kept(key)


@router.get("/all")
def everything():
    by_type()  # FAA509
    by_type(other="x")
    by_truth([])
    by_truth_of_what_is_false()  # FAA509
    return handed_on()  # FAA509
