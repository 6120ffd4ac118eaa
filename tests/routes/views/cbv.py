"""What fastapi-utils' ``cbv`` does, in short."""

import inspect
from typing import get_type_hints

from fastapi import APIRouter, Depends


def cbv(router: APIRouter):
    def decorate(cls):
        names = get_type_hints(cls)
        parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
        parameters += [
            inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=getattr(cls, n), annotation=t)
            for n, t in names.items()
        ]
        old = cls.__init__

        def init(self, *args, **kwargs):
            for name in names:
                setattr(self, name, kwargs.pop(name))
            old(self, *args, **kwargs)

        cls.__signature__ = inspect.Signature(parameters)
        cls.__init__ = init
        functions = {f for _, f in inspect.getmembers(cls, inspect.isfunction)}
        routes = [r for r in router.routes if r.endpoint in functions]
        inner = APIRouter()
        for route in routes:
            router.routes.remove(route)
            signature = inspect.signature(route.endpoint)
            first, *rest = signature.parameters.values()
            rest = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in rest]
            first = first.replace(default=Depends(cls))
            route.endpoint.__signature__ = signature.replace(parameters=[first, *rest])
            inner.routes.append(type(route)(route.path.removeprefix(router.prefix), route.endpoint, methods=route.methods,
                                            status_code=route.status_code, tags=route.tags,
                                            dependencies=route.dependencies))
        router.include_router(inner, prefix="")
        return cls

    return decorate
