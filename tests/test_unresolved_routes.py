"""What start-up code does not tell is said, never guessed; what a run decides is conditional."""

from __future__ import annotations

import ast
import textwrap

from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.routes.application import Application, Route
from flake8_fastapi_arch.project.startup.resolve import resolve


def application(*, live_includes: bool = True, **files: str) -> Application:
    modules = {}
    for name, source in files.items():
        path = name.replace("__", "/") + ".py"
        text = textwrap.dedent(source)
        modules[path] = lower(path, ast.parse(text), text.count("\n") + 1)
    return resolve(modules, Imports(modules.values()), live_includes=live_includes)


def paths(found: Application) -> list[str]:
    return [route.path for route in found.routes]


def only(found: Application) -> Route:
    [route] = found.routes
    return route


def test_a_branch_on_a_setting_leaves_both_sides_conditional() -> None:
    found = application(
        main="""
        from fastapi import FastAPI
        from pydantic_settings import BaseSettings

        class Settings(BaseSettings):
            debug: bool = False
            prefix: str = "/api"

        settings = Settings()
        app = FastAPI()
        if settings.debug:
            @app.get(settings.prefix + "/debug")
            def debug(): ...
        else:
            @app.get(f"{settings.prefix}/live")
            def live(): ...
        """
    )
    one, other = found.routes
    assert (one.path, other.path) == ("/api/debug", "/api/live")
    assert one.conditional and other.conditional and one.excludes(other)


def test_a_list_of_routes_may_hold_one_or_the_other() -> None:
    found = application(
        main="""
        import os
        from fastapi import FastAPI
        from fastapi.routing import APIRoute

        def one(): ...
        def other(): ...

        first, second = APIRoute("/one", one), APIRoute("/other", other)
        app = FastAPI(routes=[first if os.environ.get("FIRST") else second])
        """
    )
    one, other = found.routes
    assert (one.path, other.path) == ("/one", "/other")
    assert one.excludes(other)


def test_a_guard_added_under_a_branch_is_conditional_and_the_route_is_not() -> None:
    route = only(
        application(
            main="""
            import os
            from fastapi import Depends, FastAPI

            def guard(): ...

            guards = []
            if os.environ.get("AUTH"):
                guards.append(Depends(guard))
            app = FastAPI(dependencies=guards)

            @app.get("/x")
            def x(): ...
            """
        )
    )
    [dependency] = route.closure.items
    assert not route.conditional
    assert dependency.conditions


def test_a_router_of_a_library_is_unresolved() -> None:
    found = application(
        main="""
        from fastapi import FastAPI
        from somewhere import make_router

        app = FastAPI()
        app.include_router(make_router(), prefix="/auth")
        """
    )
    [place] = found.unresolved
    assert (place.path, place.line) == ("main.py", 6)


def test_modules_found_at_run_time_are_unresolved() -> None:
    found = application(
        main="""
        import importlib, pkgutil
        import plugins
        from fastapi import FastAPI

        app = FastAPI()
        for info in pkgutil.iter_modules(plugins.__path__):
            app.include_router(importlib.import_module(info.name).router)
        """,
        plugins="",
    )
    assert [place.line for place in found.unresolved] == [8]


def test_what_a_library_s_dependency_depends_on_is_not_known() -> None:
    route = only(
        application(
            main="""
            from fastapi import Depends, FastAPI
            from somewhere import get_session

            app = FastAPI()

            @app.get("/x")
            def x(session=Depends(get_session)): ...
            """
        )
    )
    assert [d.name for d in route.closure.items] == ["somewhere:get_session"]
    assert not route.closure.complete


def test_a_path_that_is_not_known_shows_its_gap() -> None:
    route = only(
        application(
            main="""
            import os
            from fastapi import FastAPI

            app = FastAPI()

            @app.get(os.environ["PREFIX"] + "/x")
            def x(): ...
            """
        )
    )
    assert route.path == "…/x"
    assert not route.complete


LATE = """
from fastapi import APIRouter, FastAPI

router = APIRouter()
app = FastAPI()
app.include_router(router)

@router.get("/late")
def late(): ...
"""


def test_a_late_route_is_served_where_inclusions_are_live() -> None:
    assert paths(application(main=LATE)) == ["/late"]


def test_a_late_route_is_lost_where_inclusions_are_copies() -> None:
    found = application(live_includes=False, main=LATE)
    assert paths(found) == []


def test_a_route_of_no_app_is_registered_all_the_same() -> None:
    source = """
    from fastapi import APIRouter
    router = APIRouter(prefix="/p")

    @router.get("/x")
    def x(): ...
    """
    text = textwrap.dedent(source)
    module = lower("lonely.py", ast.parse(text), 7)
    found = resolve({module.path: module}, Imports([module]))
    [registration] = found.registrations_in(module)
    assert (registration.methods, registration.path, registration.line) == (("GET",), "/x", 6)
    assert found.routes == ()


def test_apps_of_tests_are_left_out() -> None:
    assert paths(application(tests__test_app=LATE)) == []


def test_one_statement_that_cannot_be_evaluated_costs_no_other() -> None:
    found = application(
        main="""
        from fastapi import FastAPI
        app = FastAPI()
        broken = [] * "x" % {**1}[...]
        {}[[]] = app.nothing()()[1:2:3]

        @app.get("/x")
        def x(): ...
        """
    )
    assert paths(found) == ["/x"]


def test_a_lifespan_may_hand_its_app_to_what_adds_routes() -> None:
    found = application(
        main="""
        from contextlib import asynccontextmanager

        from fastapi import FastAPI

        from elsewhere import by_name, by_position

        @asynccontextmanager
        async def by_position_lifespan(app):
            by_position(app)
            yield

        @asynccontextmanager
        async def by_name_lifespan(app):
            by_name(app=app)
            yield

        first = FastAPI(lifespan=by_position_lifespan)
        second = FastAPI(lifespan=by_name_lifespan)
        """,
        elsewhere="""
        def by_position(app):
            app.get("/by-position")(lambda: None)

        def by_name(*, app):
            app.get("/by-name")(lambda: None)
        """,
    )
    assert {*paths(found)} == {"/by-position", "/by-name"}


def test_a_factory_has_keywords_behind_its_arguments() -> None:
    found = application(
        main="""
        from fastapi import FastAPI

        class Settings:
            prefix = "/api"

        def create_app(*arguments, settings: Settings):
            app = FastAPI()
            app.get(settings.prefix + "/x")(lambda: None)
            return app
        """,
    )
    assert paths(found) == ["/api/x"]


def test_what_excludes_each_other_leaves_the_rest() -> None:
    found = application(
        main="""
        import os

        from fastapi import APIRouter, FastAPI

        app = FastAPI()
        router = APIRouter()
        if os.environ.get("DEBUG"):
            router.get("/debug")(lambda: None)
        else:
            app.include_router(router)
        router.get("/always")(lambda: None)
        """,
    )
    assert paths(found) == ["/always"]


def test_a_factory_is_called_by_another_which_a_third_one_calls() -> None:
    found = application(
        main="""
        from fastapi import FastAPI

        def create_app(prefix):
            app = FastAPI()
            app.get(prefix + "/x")(lambda: None)
            return app

        def versioned(version):
            return create_app(f"/v{version}")

        def latest():
            return versioned(3)
        """,
    )
    assert paths(found) == ["/v3/x"]


def test_a_method_may_build_the_app() -> None:
    found = application(
        main="""
        from fastapi import FastAPI

        class Server:
            prefix = "/api"

            def build(self):
                app = FastAPI()
                app.get(self.prefix + "/x")(lambda: None)
                return app
        """,
    )
    assert paths(found) == ["/api/x"]


def test_a_long_loop_that_registers_routes_is_said() -> None:
    found = application(
        main="""
        from fastapi import FastAPI

        app = FastAPI()
        number = 0
        while number < 1000:
            app.add_api_route(f"/pages/{number}", lambda: None)
            number += 1
        """
    )
    assert "/pages/7" in paths(found) and "/pages/999" not in paths(found)
    assert any("registers routes" in gap.reason for gap in found.unresolved)
