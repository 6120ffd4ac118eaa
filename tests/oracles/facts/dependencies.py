"""Dependencies: what `Depends` takes, runs and keeps"""

import functools
import sys
from typing import Annotated, Any
from unittest import mock

from fastapi import Depends, FastAPI, Header, Query

from tests.oracles.probes import answer, error, kind_of_error, operation, status
from tests.oracles.settle import fact


def real() -> str:
    return "real"


def fake() -> str:
    return "fake"


class Paging:
    def __init__(self, limit: int = 10) -> None:
        self.limit = limit


class Guard:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, token: str = "none") -> str:
        return f"{self.role} {token}"


def _speak(role: str, token: str) -> str:
    return f"{role} {token}"


def _served(dependency: Any) -> Any:
    """What a handler gets from this dependency."""
    app = FastAPI()

    @app.get("/x")
    def handler(it: Any = dependency) -> Any:
        return vars(it) if isinstance(it, Paging) else it

    return answer(app, "/x?limit=5&token=t")[1]


@fact({"nothing sent": "the function", "?it=mine": "mine"})
def a_function_is_the_default() -> Any:
    """Without `Depends` the function is never called: the parameter is read from the query, and
    keeps the function where nothing is sent."""

    app = FastAPI()

    @app.get("/x")
    def handler(it=real) -> Any:  # type: ignore[no-untyped-def]
        return "the function" if it is real else it

    return {"nothing sent": answer(app, "/x")[1], "?it=mine": answer(app, "/x?it=mine")[1]}


@fact({"class": {"limit": 5}, "bare Depends()": {"limit": 5}, "Annotated": {"limit": 5},
       "instance": "admin t", "partial": "nobody t", "lambda": 1,
       "bound method": "staff t"})  # fmt: skip
def what_can_be_a_dependency() -> Any:
    """A class (its __init__ parameters), `Depends()` bare (the annotation's class), a callable
    instance, a partial, a lambda, a bound method."""

    app = FastAPI()

    @app.get("/bare")
    def bare(it: Paging = Depends()) -> Any:
        return vars(it)

    Alias = Annotated[Paging, Depends()]

    @app.get("/annotated")
    def annotated(it: Alias) -> Any:  # type: ignore[valid-type]
        return vars(it)

    return {
        "class": _served(Depends(Paging)),
        "bare Depends()": answer(app, "/bare?limit=5")[1],
        "Annotated": answer(app, "/annotated?limit=5")[1],
        "instance": _served(Depends(Guard("admin"))),
        "partial": _served(Depends(functools.partial(_speak, "nobody"))),
        "lambda": _served(Depends(lambda: 1)),
        "bound method": _served(Depends(Guard("staff").__call__)),
    }


@fact("real")
def alias_with_string_annotation() -> Any:
    """An `Annotated` alias named in a string annotation resolves in the module's globals."""
    app = FastAPI()

    def handler(it: "Real") -> str:
        return it

    app.get("/x")(handler)
    return answer(app, "/x")[1]


Real = Annotated[str, Depends(real)]


@fact("AssertionError", since={"0.105.0": "fake"})
def last_marker_in_annotated_wins() -> Any:
    """Of several markers in one `Annotated` (an alias of an alias is one) the last counts;
    before, they are refused at import."""
    app = FastAPI()

    def handler(it: Annotated[Real, Depends(fake)]) -> str:
        return it

    return kind_of_error(lambda: app.get("/x")(handler)) or answer(app, "/x")[1]


@fact(["AssertionError", "TypeError"])
def depends_on_result() -> Any:
    """`Depends(f())` where `f()` returns no callable: nothing is said by `Depends` itself; the
    route decorator raises, both for parameters and in `dependencies=[…]`."""
    app = FastAPI()

    def handler(it: Any = Depends(real())) -> None: ...

    assert error(lambda: Depends(real())) is None
    return [
        kind_of_error(lambda: app.get("/a", dependencies=[Depends(real())])(lambda: None)),
        kind_of_error(lambda: app.get("/b")(handler)),
    ]


@fact([200, 5])
def depends_on_none() -> Any:
    """`Depends(f())` where `f()` returns None: on a parameter it is a bare `Depends()`, so the
    *annotation* becomes the dependency."""
    app = FastAPI()

    def nothing() -> None: ...

    def handler(it: Paging = Depends(nothing())) -> int:
        return it.limit

    return error(lambda: app.get("/x")(handler)) or answer(app, "/x?limit=5")


@fact("AssertionError")
def depends_on_none_in_list() -> Any:
    """… and in `dependencies=[…]` it raises at the decorator."""
    return kind_of_error(lambda: FastAPI().get("/x", dependencies=[Depends(None)])(lambda: None))


@fact("AttributeError")
def callable_in_dependencies_list() -> Any:
    """`dependencies=[guard]` without `Depends`: raises at the decorator."""
    return kind_of_error(lambda: FastAPI().get("/x", dependencies=[real])(lambda: None))


@fact(["Depends", "Query", "Header"])
def called_by_hand() -> Any:
    """A function called by hand gets the marker object where a parameter is not passed."""

    def dependency(a: Any = Depends(real), b: Any = Query(), c: Any = Header()) -> list[str]:
        return [type(it).__name__ for it in (a, b, c)]

    return dependency()


@fact("TypeError")
def called_by_hand_annotated() -> Any:
    """… in `Annotated` style Python raises instead: the argument is missing."""

    def dependency(a: Annotated[str, Depends(real)]) -> str:
        return a

    return kind_of_error(lambda: dependency())  # type: ignore[call-arg]


@fact({"same": 1, "use_cache=False": 2, "two lists": 1})
def cached_in_one_request() -> Any:
    """The same function runs once a request however often it is needed (router lists, parameters,
    sub-dependencies), unless `use_cache=False`."""
    calls: list[int] = []

    def count() -> int:
        calls.append(1)
        return len(calls)

    def runs(first: Any, second: Any, listed: Any = ()) -> int:
        calls.clear()
        app = FastAPI(dependencies=listed)

        @app.get("/x", dependencies=listed)
        def handler(a: int = first, b: int = second) -> None: ...

        status(app, "/x")
        return len(calls)

    again = Depends(count, use_cache=False)
    once = Depends(count)
    return {
        "same": runs(once, Depends(count)),
        "use_cache=False": runs(once, again),
        "two lists": runs(once, once, [once]),
    }


@fact([1, 2])
def equal_factories_are_not_one() -> Any:
    """Two closures of one factory are two dependencies: each runs."""
    calls: list[str] = []

    def needs(role: str) -> Any:
        def guard() -> None:
            calls.append(role)

        return guard

    def runs(first: Any, second: Any) -> int:
        calls.clear()
        app = FastAPI()
        app.get("/x", dependencies=[Depends(first), Depends(second)])(lambda: None)
        status(app, "/x")
        return len(calls)

    guard = needs("a")
    return [runs(guard, guard), runs(needs("a"), needs("a"))]


@fact([["guard", "body is 422"], ["guard refuses"]])
def guard_before_validation() -> Any:
    """Dependencies run before the handler's own parameters and body are validated, so a guard
    that raises wins over 422."""
    from fastapi import HTTPException

    trace: list[str] = []

    def guard(refuse: bool = False) -> None:
        trace.append("guard refuses" if refuse else "guard")
        if refuse:
            raise HTTPException(401)

    app = FastAPI()

    @app.post("/x", dependencies=[Depends(guard)])
    def handler(body: dict[str, int]) -> None: ...

    accepted = answer(app, "/x", "POST", json=[])
    first = [*trace, f"body is {accepted[0]}"]
    trace.clear()
    assert answer(app, "/x?refuse=1", "POST", json=[])[0] == 401
    return [first, trace]


@fact([422, ["sibling"]])
def errors_of_one_stop_its_dependants() -> Any:
    """A dependency whose parameters are invalid is not called, nor what needs it; its siblings
    are, effects and all, though the request ends as 422."""
    trace: list[str] = []

    def strict(n: int) -> None:
        trace.append("strict")

    def needs_strict(_: None = Depends(strict)) -> None:
        trace.append("needs strict")

    def sibling() -> None:
        trace.append("sibling")

    app = FastAPI()
    app.get("/x", dependencies=[Depends(needs_strict), Depends(sibling)])(lambda: None)
    return [status(app, "/x?n=no"), trace]


@fact(["fake", "real"])
def override() -> Any:
    """`dependency_overrides` is keyed by the function object; one of a function that nobody
    depends on does nothing, in silence."""
    app = FastAPI()
    app.get("/x")(_returns_real)

    def other() -> str:
        return "other"

    app.dependency_overrides[other] = fake
    without_effect = answer(app, "/x")[1]
    app.dependency_overrides[real] = fake
    return [answer(app, "/x")[1], without_effect]


def _returns_real(it: str = Depends(real)) -> str:
    return it


@fact("fake")
def override_reaches_lists_and_subdependencies() -> Any:
    """Overrides reach dependencies of dependencies, of routers and of includes."""
    from fastapi import APIRouter

    trace: list[str] = []

    def loud() -> None:
        trace.append("fake")

    def quiet() -> None:
        trace.append("real")

    def parent(_: None = Depends(quiet)) -> None: ...

    app, router = FastAPI(), APIRouter(dependencies=[Depends(parent)])
    router.get("/x")(lambda: None)
    app.include_router(router, dependencies=[Depends(quiet, use_cache=False)])
    app.dependency_overrides[quiet] = loud
    status(app, "/x")
    assert set(trace) == {"fake"}
    return trace[0]


@fact("real")
def override_of_mounting_app() -> Any:
    """Overrides of the outer app do not reach a mounted app."""
    app, sub = FastAPI(), FastAPI()
    sub.get("/x")(_returns_real)
    app.mount("/sub", sub)
    app.dependency_overrides[real] = fake
    return answer(app, "/sub/x")[1]


@fact([["422"], ["token"]])
def override_signature_counts() -> Any:
    """An override's own parameters are read from the request (`lambda token: …` makes `token` a
    query parameter); `mock.Mock()` as override asks for `args` and `kwargs`: 422."""
    app = FastAPI()
    app.get("/x")(_returns_real)
    app.dependency_overrides[real] = lambda token: token
    missing = answer(app, "/x")
    assert missing[0] == 422
    app.dependency_overrides[real] = mock.Mock(return_value="mock")
    mocked = answer(app, "/x")
    return [[str(mocked[0])], [missing[1]["detail"][0]["loc"][1]]]


@fact("real")
def patched_name() -> Any:
    """`mock.patch("module.dependency")` after import does nothing: the route holds the function."""
    app = FastAPI()
    app.get("/x")(_returns_real)
    with mock.patch.object(sys.modules[__name__], "real", fake):
        return answer(app, "/x")[1]


@fact(["threadpool", "event loop"])
def where_it_runs() -> Any:
    """A plain `def` dependency (or handler) runs in a thread, an `async def` one in the loop."""
    import threading

    app = FastAPI()

    def sync() -> str:
        return threading.current_thread().name

    async def coroutine() -> str:
        return threading.current_thread().name

    @app.get("/x")
    async def handler(a: str = Depends(sync), b: str = Depends(coroutine)) -> list[bool]:
        return [a == threading.current_thread().name, b == threading.current_thread().name]

    return ["event loop" if same else "threadpool" for same in answer(app, "/x")[1]]


@fact(["value", "coroutine object"], since={"0.123.5": ["value", "value"]})
def async_callable_instance() -> Any:
    """`async def __call__` of an instance is awaited; a plain function under `functools.wraps` of
    a coroutine function hands over the coroutine, later is awaited too."""

    class Async:
        async def __call__(self) -> str:
            return "value"

    async def coroutine() -> str:
        return "value"

    @functools.wraps(coroutine)
    def wrapper() -> Any:
        return coroutine()

    app = FastAPI()

    @app.get("/x")
    def handler(a: Any = Depends(Async()), b: Any = Depends(wrapper)) -> list[str]:
        return [it if isinstance(it, str) else "coroutine object" for it in (a, b)]

    return answer(app, "/x")[1]


@fact("session")
def generator_wrapped_in_partial() -> Any:
    """`Depends(partial(get_session, …))` of a generator is entered as a generator."""

    def get_session(name: str) -> Any:
        yield name

    app = FastAPI()

    @app.get("/x")
    def handler(it: Any = Depends(functools.partial(get_session, "session"))) -> str:
        return it if isinstance(it, str) else type(it).__name__

    return answer(app, "/x")[1]


@fact([200, "_AsyncGeneratorContextManager"], since={"0.123.5": [500, None]})
def context_manager_as_dependency() -> Any:
    """A function under `@asynccontextmanager` in `Depends` is not entered: the handler receives
    the context manager object, later every request fails (TypeError, 500)."""
    import contextlib

    @contextlib.asynccontextmanager
    async def get_session() -> Any:
        yield "session"

    app = FastAPI()

    @app.get("/x")
    def handler(it: Any = Depends(get_session)) -> str:
        return it if isinstance(it, str) else type(it).__name__

    return answer(app, "/x")


@fact({"Paging": ["limit"]})
def class_parameters_are_query() -> Any:
    """A dependency class's __init__ parameters are parameters of the route."""
    app = FastAPI()

    @app.get("/x")
    def handler(it: Paging = Depends()) -> None: ...

    return {"Paging": [one["name"] for one in operation(app)["parameters"]]}
