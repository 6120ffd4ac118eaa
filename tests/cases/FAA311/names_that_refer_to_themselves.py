from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()


def last(node, other):
    node = node.next
    node = node.next.other
    other = node.other
    node = other.next
    other = other.next.next
    node = node.previous
    other = node.previous
    node = other.other
    return app.include_router(node.previous.next.other.router, other.next)


app.add_middleware(CORSMiddleware, allow_origins=last, allow_credentials=True)
