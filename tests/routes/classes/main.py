import inspect

from fastapi import APIRouter, Depends, FastAPI


def session(): ...


class Base:
    prefix = "/base"
    tags: list[str] = []

    def __init__(self, app: FastAPI):
        self.router = APIRouter(prefix=self.prefix, tags=list(self.tags))
        self.register()
        app.include_router(self.router)

    def register(self):
        self.router.add_api_route("/", self.index, methods=["GET"])

    def index(self, session=Depends(session)): ...


class Users(Base):
    prefix = "/users"
    tags = ["users"]

    def register(self):
        super().register()
        self.router.post("/", status_code=201)(self.create)

        @self.router.get("/inner")
        def inner(): ...

    async def create(self, name: str): ...


class Server:
    def __init__(self) -> None:
        self._app = FastAPI()
        self._views = [view(self._app) for view in (Base, Users)]

        @self._app.get("/health")
        def health(): ...

    @property
    def app(self) -> FastAPI:
        return self._app


def route(path: str, **options):
    def mark(function):
        function._route = (path, options)
        return function

    return mark


def controller(router: APIRouter):
    def decorate(cls):
        instance = cls()
        for name, member in inspect.getmembers(cls):
            if hasattr(member, "_route"):
                path, options = member._route
                router.add_api_route(path, getattr(instance, name), **options)
        return cls

    return decorate


marked = APIRouter(prefix="/marked")


@controller(marked)
class Things:
    @route("/list", methods=["GET"])
    def listing(self, q: str = "", session=Depends(session)): ...

    @route("/new", methods=["POST"], status_code=202)
    async def new(self): ...


server = Server()
app = server.app
app.include_router(marked)
