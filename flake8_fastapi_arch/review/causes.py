"""The root causes of findings, and what removes them."""

from __future__ import annotations

import dataclasses
import enum


class Horizon(enum.Enum):
    """When a team gets to it; the value is the heading."""

    SHORT = "Short-term Improvements"
    MEDIUM = "Medium-term Optimizations"
    LONG = "Long-term Planning"


@dataclasses.dataclass(frozen=True)
class Cause:
    """A root cause: the findings that betray it and what removes it.

    ``codes`` are codes or beginnings of codes; fewer findings than ``at_least`` betray nothing.
    ``after`` are the keys of causes that are better removed before, of the same horizon or an
    earlier one.
    """

    key: str
    horizon: Horizon
    codes: tuple[str, ...]
    action: str
    how: str
    at_least: int = 1
    risk: str = "low: each change stands alone and can be taken back"
    after: tuple[str, ...] = ()


CAUSES = (
    # ── short term: what breaks today, repaired where it stands
    Cause(
        "event-loop",
        Horizon.SHORT,
        ("FAA401", "FAA402", "FAA403", "FAA404", "FAA405", "FAA411", "FAA412", "FAA416"),
        "Move blocking work off the event loop",
        "Make a handler that awaits nothing a plain `def`, which FastAPI runs in a thread; in "
        "the others await the asynchronous client, or hand the call to `run_in_threadpool`",
        risk=(
            "a handler that becomes a plain `def` runs in a thread: what it shares with others "
            "must bear that"
        ),
    ),
    Cause(
        "coroutines",
        Horizon.SHORT,
        ("FAA406", "FAA409", "FAA415"),
        "Await every coroutine and keep every task",
        "Add the missing `await`, hold tasks in a task group, and cache results, not coroutines",
    ),
    Cause(
        "queries-in-loops",
        Horizon.SHORT,
        ("FAA201", "FAA202", "FAA205"),
        "Take the queries out of the loops",
        "Collect the keys first and fetch all rows with one `IN` query, or join; commit once, "
        "after the loop",
        risk="low: the rows stay the same; look at their order, and at keys that are missing",
    ),
    Cause(
        "sessions",
        Horizon.SHORT,
        ("FAA208", "FAA21", "FAA220"),
        "Give each request one session and each process one engine",
        "Build the engine and the clients at start-up, yield the session from one dependency "
        "that closes it, and let nothing that outlives the request hold it",
        risk=(
            "objects that were read after their session was gone now fail where they are read: "
            "load them before"
        ),
    ),
    Cause(
        "guards",
        Horizon.SHORT,
        ("FAA301", "FAA302", "FAA303", "FAA326"),
        "Guard the routes that strangers can call",
        "Put the authentication that the project already uses on the router or its inclusion "
        "(`dependencies=[Depends(...)]`); where there is none yet, write it first",
        risk="callers that came without a token get 401: find out who they are first",
    ),
    Cause(
        "secrets",
        Horizon.SHORT,
        ("FAA305", "FAA306", "FAA307", "FAA308", "FAA309", "FAA310", "FAA322", "FAA323", "FAA327"),
        "Protect passwords, tokens and secrets",
        "Read secrets from the environment and replace those that were committed; hash "
        "passwords with argon2 or bcrypt; verify tokens completely; keep all of them out of "
        "responses and logs",
        risk=(
            "a new key makes all tokens invalid, and users log in again; replace it where it is "
            "quiet"
        ),
    ),
    Cause(
        "request-data",
        Horizon.SHORT,
        ("FAA313", "FAA314", "FAA315", "FAA316", "FAA317", "FAA318", "FAA319", "FAA324", "FAA325"),
        "Stop request data where it would act as code, path, address or privilege",
        "Bind query parameters, resolve and check paths, allow-list addresses, name the "
        "fields that a client may set, and compare the owner of a row with the user",
        risk="clients that relied on what is refused now get 4xx",
    ),
    Cause(
        "deployment",
        Horizon.SHORT,
        ("FAA311", "FAA312", "FAA320", "FAA321", "FAA328", "FAA329", "FAA330", "FAA331"),
        "Harden the deployment",
        "Name the allowed origins, verify TLS, turn debugging off, limit uploads and logins, "
        "and keep the text of exceptions on the server",
    ),
    Cause(
        "globals",
        Horizon.SHORT,
        ("FAA506",),
        "Take the state of requests out of module globals",
        "Keep it in the database or a cache that the workers share; each process has globals "
        "of its own, and requests change them at the same time",
    ),
    Cause(
        "dependencies",
        Horizon.SHORT,
        ("FAA509", "FAA511", "FAA527", "FAA528", "FAA606", "FAA607"),
        "Let FastAPI call the dependencies",
        "Declare them with `Depends(function)` and replace them in tests with "
        "`app.dependency_overrides`; called or patched by hand they are not the ones that run",
    ),
    Cause(
        "routes",
        Horizon.SHORT,
        ("FAA103", "FAA104", "FAA105", "FAA112", "FAA116", "FAA117", "FAA119", "FAA12", "FAA52"),
        "Repair the routes that do not answer as they are written",
        "Register specific paths before parametrised ones and routes before their router is "
        "included; raise errors instead of returning them; take request data in a form that "
        "HTTP can carry",
        risk="clients may rely on the handler that answers today",
    ),
    Cause(
        "next-deployment",
        Horizon.SHORT,
        ("FAA221", "FAA233", "FAA242", "FAA243", "FAA244"),
        "Mend what fails at the next deployment",
        "Match drivers and engines, pass defaults as functions, and bring the migrations into "
        "one chain that also runs on tables with rows",
        risk="migrations run once: try them on a copy of the data",
    ),
    Cause(
        "missing-rows",
        Horizon.SHORT,
        ("FAA514", "FAA516"),
        "Let clients see the error that happened",
        "Rule `None` out before the row is used, and let an `HTTPException` pass every broad "
        "`except`",
    ),
    # ── medium term: the structure that lets the findings arise
    Cause(
        "service-layer",
        Horizon.MEDIUM,
        ("FAA501", "FAA502", "FAA503", "FAA507"),
        "Introduce a service layer",
        "Move queries and decisions out of the handlers into service classes that get the "
        "session injected, one resource after the other; a handler then validates, calls and "
        "returns",
        at_least=2,
        risk=(
            "moved code changes behaviour unseen where no test requests its routes: write those "
            "tests first"
        ),
        after=("sessions", "queries-in-loops"),
    ),
    Cause(
        "injection",
        Horizon.MEDIUM,
        ("FAA507", "FAA508", "FAA510", "FAA524"),
        "Inject collaborators and settings",
        "Provide services, clients and one `Settings` object by dependencies, so that tests "
        "and environments can replace them",
        after=("service-layer",),
    ),
    Cause(
        "loading",
        Horizon.MEDIUM,
        ("FAA203", "FAA204", "FAA206", "FAA207", "FAA118"),
        "Decide in the repositories what is loaded",
        "Give each use its query with `selectinload` or `joinedload` for the relations it "
        "reads, a limit, and counting in SQL; `raiseload` keeps it so",
        risk=(
            "a page through what was a whole list changes the contract: tell clients, or version "
            "the route"
        ),
        after=("queries-in-loops",),
    ),
    Cause(
        "models",
        Horizon.MEDIUM,
        ("FAA15",),
        "Split the models into Create, Update and Read",
        "A base with the common fields, requests without what the server owns, responses "
        "without what clients must not see; tables stay behind them",
        risk="fields that vanish from requests and responses break clients that use them",
    ),
    Cause(
        "authentication",
        Horizon.MEDIUM,
        ("FAA301", "FAA302", "FAA304", "FAA524"),
        "Make authentication the default",
        "Include protected routers under one guarded router and keep the public routes in a "
        "router of their own, so that a new route is guarded before anyone thinks of it",
        at_least=3,
        risk=(
            "a public route that is forgotten answers 401: list them first with `fastapi-arch "
            "routes --unguarded`"
        ),
        after=("guards",),
    ),
    Cause(
        "database-style",
        Horizon.MEDIUM,
        ("FAA403",),
        "Choose one way to the database",
        "Either handlers are plain `def` with a synchronous session, or the data access moves "
        "to `AsyncSession` and an asynchronous driver, module by module",
        at_least=3,
        risk=(
            "both ways live side by side while it lasts; lazy loading fails under `AsyncSession`"
        ),
        after=("sessions", "event-loop"),
    ),
    Cause(
        "partners",
        Horizon.MEDIUM,
        ("FAA407", "FAA408", "FAA410", "FAA414", "FAA417"),
        "Share clients, set timeouts and respond before slow work",
        "Open clients in the lifespan and inject them, give every call a timeout, await "
        "independent calls together, and leave mail and webhooks to a background task or "
        "queue",
    ),
    Cause(
        "errors",
        Horizon.MEDIUM,
        ("FAA512", "FAA513", "FAA515", "FAA516", "FAA517", "FAA518", "FAA519", "FAA520", "FAA526"),
        "Handle errors in one place",
        "Raise the project's own exceptions below the routers and translate them to responses "
        "by registered exception handlers; catch only what can be mended on the spot",
        risk="bodies of errors change where clients may read them",
        after=("missing-rows",),
    ),
    Cause(
        "contracts",
        Horizon.MEDIUM,
        ("FAA106", "FAA111", "FAA118", "FAA120", "FAA121", "FAA122"),
        "Give every route a contract",
        "Declare request and response models and status codes, page through lists, and keep "
        "reads free of writes and bodies",
        risk="a response model drops the fields that it does not name",
        after=("routes",),
    ),
    Cause(
        "schema",
        Horizon.MEDIUM,
        ("FAA222", "FAA223", "FAA231", "FAA232", "FAA234", "FAA235", "FAA236"),
        "Let the schema carry its part",
        "Add the missing indexes and unique constraints by migration, store money as "
        "`Numeric`, and size the pool for the server",
        risk="a constraint fails on rows that already break it: clean them in the same migration",
        after=("next-deployment",),
    ),
    Cause(
        "honest-tests",
        Horizon.MEDIUM,
        ("FAA604", "FAA605", "FAA608", "FAA609", "FAA610", "FAA611"),
        "Make the tests test what they seem to",
        "Run the lifespan, restore every override, use an asynchronous client in asynchronous "
        "tests, and assert on each response",
        risk="tests that passed for the wrong reason now fail: that is what they are for",
        after=("dependencies",),
    ),
    # ── long term: what keeps them from coming back
    Cause(
        "layers",
        Horizon.LONG,
        ("FAA504", "FAA505", "FAA513", "FAA523"),
        "Draw the layers and hold to them",
        "Agree on which package may import which, break the cycles that cross them, and let "
        "the linter refuse new ones",
        after=("service-layer", "errors"),
    ),
    Cause(
        "conventions",
        Horizon.LONG,
        ("FAA101", "FAA102", "FAA107", "FAA108", "FAA114", "FAA115"),
        "Agree on conventions for the API",
        "Settle the style of paths, their versions and the form of signatures once, write it down, "
        "and apply it to a router whenever it is touched",
        at_least=3,
        risk="a path that changes its style is another one: keep the old one while it is called",
        after=("contracts",),
    ),
    Cause(
        "documentation",
        Horizon.LONG,
        ("FAA109", "FAA110", "FAA113"),
        "Document the API where it is written",
        "A docstring for each handler, tags for each router, `responses=` for the errors that "
        "clients have to expect; what is touched gets them first",
        at_least=3,
    ),
    Cause(
        "migrations",
        Horizon.LONG,
        ("FAA241", "FAA245", "FAA246", "FAA247", "FAA248"),
        "Let migrations alone change the schema",
        "Take table creation out of start-up, keep revisions free of application code, and "
        "try each of them both ways on a copy of the data",
        risk="installations that relied on tables made at start-up need a first migration",
        after=("next-deployment",),
    ),
    Cause(
        "safety-net",
        Horizon.LONG,
        ("FAA601", "FAA602", "FAA603", "FAA612"),
        "Grow a safety net",
        "One request per route first, writes before reads; then types, coverage and the "
        "linter as gates of the pipeline",
        after=("honest-tests",),
    ),
)
