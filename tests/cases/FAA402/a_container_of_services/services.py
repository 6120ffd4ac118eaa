import abc
import time


class Login(abc.ABC):
    @abc.abstractmethod
    def check(self, name): ...


class SlowLogin(Login):
    def check(self, name):
        time.sleep(1)


class Clock:
    def now(self):
        return time.time()
