from fastapi.responses import JSONResponse


def answer(key: int) -> JSONResponse:  # FAA523
    return JSONResponse({"key": key})
