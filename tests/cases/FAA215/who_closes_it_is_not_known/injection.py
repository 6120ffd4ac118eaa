from fastapi import Depends
from plugins import load

registry = load()


def provider(name: str):
    return Depends(registry[name].depends)
