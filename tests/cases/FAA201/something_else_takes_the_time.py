import httpx
from fastapi import Depends, FastAPI, Request
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


def get_session():
    with make_session() as session:
        yield session


@app.post("/hooks")
def send_hooks(urls: list[str], session: Session = Depends(get_session)):
    for url in urls:
        status = httpx.post(url).status_code
        session.execute(text("INSERT INTO sent VALUES (:url, :s)"), {"url": url, "s": status})


@app.post("/lines")
async def store_lines(request: Request, session: Session = Depends(get_session)):
    async for piece in request.stream():
        session.execute(text("INSERT INTO piece VALUES (:piece)"), {"piece": piece})


@app.post("/reports")
def send_reports(ids: list[str], session: Session = Depends(get_session)):
    reports = [
        (i, session.execute(text("SELECT * FROM report WHERE id = :i"), {"i": i}).all())
        for i in ids
    ]
    for number, (i, rows) in enumerate(reports):
        httpx.post(f"https://reports.example/{i}", json={"number": number, "rows": len(rows)})


@app.get("/reports")
def count_reports(ids: list[str], session: Session = Depends(get_session)):
    found = [
        session.execute(text("SELECT * FROM report WHERE id = :i"), {"i": i}).all()  # FAA201
        for i in ids
    ]
    return sum(len(rows) for rows in found)
