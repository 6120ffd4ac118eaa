from fastapi import FastAPI


class Bus:
    def on_event(self, name):
        return lambda function: function


bus = Bus()
app = FastAPI()


@bus.on_event("startup")
def start() -> None: ...
