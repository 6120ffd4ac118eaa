"""Includes: what is read when, and what is served."""

from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.routing import Mount

from tests.oracles.probes import kind_of_error, paths, status, tracing
from tests.oracles.settle import fact


def here() -> str:
    return "here"


@fact(404, since={"0.137.0": 200})
def route_added_after_include() -> Any:
    """A route added to a router after that router was included: lost, later served."""
    app, router = FastAPI(), APIRouter()
    app.include_router(router)
    router.get("/late")(here)
    return status(app, "/late")


@fact(404, since={"0.137.0": 200})
def child_included_after_parent() -> Any:
    """A child router included into its parent after the parent was included into the app."""
    app, parent, child = FastAPI(), APIRouter(prefix="/parent"), APIRouter(prefix="/child")
    child.get("/x")(here)
    app.include_router(parent)
    parent.include_router(child)
    return status(app, "/parent/child/x")


@fact(404, since={"0.137.0": 200})
def route_added_after_first_request() -> Any:
    """A route added to an included router even after the app answered a request."""
    app, router = FastAPI(), APIRouter()
    app.include_router(router)
    status(app, "/late")
    router.get("/late")(here)
    return status(app, "/late")


@fact({"/x": 200, "/late": 200})
def route_added_to_app_later() -> Any:
    """A route added to the app itself after its includes is served in every version."""
    app, router = FastAPI(), APIRouter()
    router.get("/x")(here)
    app.include_router(router)
    app.get("/late")(here)
    return {path: status(app, path) for path in ("/x", "/late")}


@fact({"/old/early": 200, "/new/early": 404, "/old/late": 404, "/new/late": 200})
def prefix_changed_on_own_router() -> Any:
    """`router.prefix = …` reaches only the routes added afterwards: a router's own prefix goes
    into the path when the route is added."""
    router = APIRouter(prefix="/old")
    router.get("/early")(here)
    router.prefix = "/new"
    router.get("/late")(here)
    app = FastAPI()
    app.include_router(router)
    both = [p + q for q in ("/early", "/late") for p in ("/old", "/new")]
    return {path: status(app, path) for path in both}


@fact(["early", "late"])
def dependencies_appended_on_own_router() -> Any:
    """`router.dependencies.append(…)` reaches only the routes added afterwards; an include does
    not read the included router's dependencies again."""
    trace: list[str] = []
    needs = tracing(trace)
    router = APIRouter(dependencies=[needs("early")])
    router.get("/before")(here)
    router.dependencies.append(needs("late"))
    router.get("/after")(here)
    app = FastAPI()
    app.include_router(router)
    status(app, "/before")
    assert trace == ["early"]
    trace.clear()
    status(app, "/after")
    return trace


@fact({"/first/x": 200, "/second/x": 404})
def including_prefix_read_at_include() -> Any:
    """The *including* router's prefix is read when it includes: a later change does nothing."""
    parent, child = APIRouter(prefix="/first"), APIRouter()
    child.get("/x")(here)
    parent.include_router(child)
    parent.prefix = "/second"
    app = FastAPI()
    app.include_router(parent)
    return {path: status(app, path) for path in ("/first/x", "/second/x")}


@fact([])
def including_dependencies_read_at_include() -> Any:
    """The *including* router's dependencies are read when it includes: a guard appended to the
    parent later does not guard the child's routes."""
    trace: list[str] = []
    parent, child = APIRouter(), APIRouter()
    child.get("/x")(here)
    parent.include_router(child)
    parent.dependencies.append(tracing(trace)("late"))
    app = FastAPI()
    app.include_router(parent)
    status(app, "/x")
    return trace


@fact([])
def app_dependencies_appended_after_include() -> Any:
    """`app.router.dependencies.append(…)` after the include guards nothing that was included."""
    trace: list[str] = []
    app, router = FastAPI(), APIRouter()
    router.get("/x")(here)
    app.include_router(router)
    app.router.dependencies.append(tracing(trace)("late"))
    status(app, "/x")
    return trace


@fact([])
def include_argument_list_is_copied() -> Any:
    """The list given as `include_router(dependencies=guards)` is copied: appending to it later
    guards nothing."""
    trace: list[str] = []
    app, router, guards = FastAPI(), APIRouter(), []
    router.get("/x")(here)
    app.include_router(router, dependencies=guards)
    guards.append(tracing(trace)("late"))
    status(app, "/x")
    return trace


@fact(["/v1/x", "/v2/x"])
def router_included_twice() -> Any:
    """One router included twice serves its routes under both prefixes, with both sets of guards."""
    app, router = FastAPI(), APIRouter()
    router.get("/x")(here)
    app.include_router(router, prefix="/v1")
    app.include_router(router, prefix="/v2")
    return paths(app)


@fact("/a/b/c/d/e")
def prefixes_nest() -> Any:
    """The path is outer include + outer router + inner include + inner router + route."""
    outer, inner = APIRouter(prefix="/b"), APIRouter(prefix="/d")
    inner.get("/e")(here)
    outer.include_router(inner, prefix="/c")
    app = FastAPI()
    app.include_router(outer, prefix="/a")
    return paths(app)[0]


@fact(["/direct", "/x"])
def router_without_prefix() -> Any:
    """A route of the parent and one of the child are matched in the order of registration."""
    app, parent, child = FastAPI(), APIRouter(), APIRouter()
    parent.get("/direct")(here)
    child.get("/x")(here)
    parent.include_router(child)
    app.include_router(parent)
    return paths(app)


@fact("AttributeError")
def app_included_as_router() -> Any:
    """`include_router(app)` with a FastAPI in place of a router."""
    inner, outer = FastAPI(), FastAPI()
    inner.get("/x")(here)
    return kind_of_error(lambda: outer.include_router(inner))  # type: ignore[arg-type]


@fact(200)
def app_dot_router_included() -> Any:
    """`include_router(other_app.router)` serves the other app's routes."""
    inner, outer = FastAPI(), FastAPI()
    inner.get("/x")(here)
    outer.include_router(inner.router)
    return status(outer, "/x")


@fact([404, 404], since={"0.137.0": [200, 404]})
def mount_on_included_router() -> Any:
    """`router.mount("/sub", …)` on a router with a prefix of its own, included under `/api`: the
    include drops the mount; later it answers at `/api/sub` (include prefix yes, own prefix no)."""
    sub, router, app = FastAPI(), APIRouter(prefix="/own"), FastAPI()
    sub.get("/x")(here)
    router.mount("/sub", sub)
    app.include_router(router, prefix="/api")
    return [status(app, path) for path in ("/api/sub/x", "/api/own/sub/x")]


@fact(404, since={"0.137.0": 200})
def mount_list_in_router_constructor() -> Any:
    """`APIRouter(routes=[Mount(…)])` behaves as `router.mount`."""
    sub, app = FastAPI(), FastAPI()
    sub.get("/x")(here)
    app.include_router(APIRouter(routes=[Mount("/sub", sub)]), prefix="/api")
    return status(app, "/api/sub/x")


@fact(since={"0.137.0": "AssertionError"})
def router_includes_itself() -> Any:
    """A router that includes itself: refused; before, the import never ended."""
    router = APIRouter()
    router.get("/x")(here)
    return kind_of_error(lambda: router.include_router(router, prefix="/self"))


@fact(None, since={"0.137.0": "AssertionError"})
def routers_include_each_other() -> Any:
    """Two routers that include each other."""
    one, two = APIRouter(), APIRouter()
    one.get("/x")(here)
    one.include_router(two)
    return kind_of_error(lambda: two.include_router(one, prefix="/again"))
