from app import app


def paths():
    return [route.path for route in app.routes]
