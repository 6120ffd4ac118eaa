from fastapi import Request, Response, UploadFile


class Limiter:
    def __init__(self, key_func) -> None:
        self.key_func = key_func


def key_of(request: Request) -> str:
    return request.query_params.get("key", "")


limiter = Limiter(key_func=key_of)


def check_rate(request: Request) -> bool:
    return request.client is not None and "x-key" in request.headers


def forward(request: Request, response: Response) -> None:
    response.headers["x-from"] = str(request.url)


def size_of(cover: UploadFile) -> int:
    return cover.size or 0


def token_of(request: Request) -> str | None:
    return request.cookies.get("token") or request.query_params.get("token")
