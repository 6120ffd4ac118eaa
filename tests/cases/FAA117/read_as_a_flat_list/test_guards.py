from app import app, leaf, router
from fastapi import FastAPI
from fastapi.routing import APIRoute


def test_every_route_has_a_guard():
    for route in app.routes:  # FAA117
        if isinstance(route, APIRoute):
            assert route.dependant.dependencies


def paths(application: FastAPI):
    return sorted({getattr(r, "path", "") for r in list(application.router.routes)})  # FAA117


def names():
    found = {}
    for route in router.routes:  # FAA117
        found[route.name] = route.methods
    return found


def of_leaf():
    return [route.path for route in leaf.routes]


PATHS = paths(app)
