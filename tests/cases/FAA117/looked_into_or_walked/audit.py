from app import app
from fastapi import APIRouter
from starlette.routing import Mount


def walk(routes):
    for route in routes:
        yield route.path


def nested():
    for route in app.routes:
        if hasattr(route, "routes"):
            yield from walk(route.routes)
        else:
            yield route.path


def handed_on():
    for route in app.routes:
        print(route.path)
        look(route)


def look(route):
    return route


def mounts():
    return [route.path for route in app.routes if isinstance(route, Mount)]


def counted():
    return len([route for route in app.routes])


class Robot:
    routes = []


def of_a_robot(robot: Robot, unknown, router: APIRouter):
    paths = [route.path for route in robot.routes]
    return paths + [route.path for route in unknown.routes + router.routes]
