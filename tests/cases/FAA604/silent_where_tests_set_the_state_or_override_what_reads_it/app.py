from fastapi import Depends, FastAPI, Request

app = FastAPI()


@app.on_event("startup")
def start() -> None:
    app.state.rate = 20


def get_rate(request: Request) -> int:
    return request.app.state.rate


@app.get("/price")
def read_price(weight: int, rate: int = Depends(get_rate)) -> int:
    return weight * rate


@app.get("/health")
def health() -> str:
    return "ok"

