from fastapi import FastAPI, HTTPException

app = FastAPI()


def find(key: int) -> str:
    raise RuntimeError(f"book {key} not found")


@app.get("/books/{key}")
def read(key: int) -> str:
    try:
        return find(key)
    except Exception as error:
        if "not found" in str(error):
            raise HTTPException(404, detail=str(error)) from error
        raise HTTPException(500, detail="sorry") from error


@app.get("/other/{key}")
def other(key: int) -> str:
    try:
        return find(key)
    except Exception as error:
        if key > 3:
            raise HTTPException(404, detail=str(error)) from error  # FAA320
        raise HTTPException(500, detail=str(error)) from error  # FAA320
