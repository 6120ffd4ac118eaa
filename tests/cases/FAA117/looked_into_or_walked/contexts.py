from app import app

try:
    from fastapi.routing import iter_route_contexts
except ImportError:
    iter_route_contexts = None


def paths():
    if iter_route_contexts is None:
        return [route.path for route in app.routes]
    return [context.path for context in iter_route_contexts(app.routes)]
