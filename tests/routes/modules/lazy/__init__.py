import importlib

_WHERE = {"thing": ".thing", "computed": ".first"}


def __getattr__(name):
    if name in _WHERE:
        module = importlib.import_module(_WHERE[name], __name__)
        return module.router if name == "computed" else module
    raise AttributeError(name)
