from fastapi import FastAPI

app = FastAPI()
admin = FastAPI()
public = FastAPI()
other = FastAPI()


@app.get("/status")
def read_status() -> None: ...


@admin.get("/status")
def read_admin_status() -> None: ...


@public.get("/status")
def read_public_status() -> None: ...


@other.get("/status")
def read_other_status() -> None: ...


app.mount("/admin", admin)
app.host("public.example.org", public)
