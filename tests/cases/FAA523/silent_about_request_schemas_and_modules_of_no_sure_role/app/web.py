from fastapi import Request


def language(request: Request) -> str:
    return request.headers.get("accept-language", "en")
