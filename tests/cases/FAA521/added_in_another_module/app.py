from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware as Cors
from guard import Guard

app = FastAPI()


def install(application: FastAPI) -> None:
    application.add_middleware(Cors, allow_origins=["*"])  # FAA521


install(app)
app.add_middleware(Guard)


@app.get("/x")
def read_x() -> None: ...
