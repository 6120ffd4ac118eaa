"""What a repository asks PostgREST for is a query like any other."""

from typing import Annotated

from fastapi import Depends, FastAPI
from supabase import Client, create_client

app = FastAPI()


class Codes:
    def __init__(self, db: Client) -> None:
        self.db = db

    def is_taken(self, code: str) -> bool:
        return bool(self.db.table("codes").select("code").eq("code", code).execute().data)

    def taken(self, codes: list[str]) -> set[str]:
        rows = self.db.table("codes").select("code").in_("code", codes).execute().data
        return {row["code"] for row in rows}


def get_client() -> Client:
    return create_client("https://example.org", "key")


@app.post("/taken")
def find_taken(codes: list[str], db: Annotated[Client, Depends(get_client)]) -> list[str]:
    repository = Codes(db)
    return [code for code in codes if repository.is_taken(code)]  # FAA202


@app.post("/free")
def find_free(codes: list[str], db: Annotated[Client, Depends(get_client)]) -> list[str]:
    taken = Codes(db).taken(codes)
    return [code for code in codes if code not in taken]
