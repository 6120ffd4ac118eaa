import abc
import time

from fastapi import Depends, FastAPI

app = FastAPI()


class Named(abc.ABC):
    @abc.abstractmethod
    def version(self):
        raise NotImplementedError


class Server(Named):
    def start(self):
        return self


class LocalServer(Server):
    def version(self):
        return "1"


class RemoteClient(Named):
    def version(self):
        time.sleep(1)


def get_server() -> Server:
    return LocalServer()


@app.get("/")
async def index(server: Server = Depends(get_server)):
    return server.version()
