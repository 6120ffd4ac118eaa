from fastapi import Depends, FastAPI


def get_rate() -> int:
    return 20


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/price")
    def read_price(weight: int, rate: int = Depends(get_rate)) -> int:
        return weight * rate

    return app
