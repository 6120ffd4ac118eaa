"""What the stories of the security checkers claim happens when their examples run.

Each test writes an example to a directory and runs a few lines beside it, in a process of its own.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good

pytest.importorskip("fastapi")

CHECKERS = {checker.code: checker for checker in catalog()}
PROBE = """
import json
from fastapi.testclient import TestClient

def client(app):
    return TestClient(app, raise_server_exceptions=False)

{lines}
print(json.dumps(seen))
"""


def seen(sources: Sources, directory: pathlib.Path, lines: str, **environment: str) -> Any:
    """What *lines*, run beside *sources*, leave in the variable ``seen``."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", PROBE.format(lines=lines)],
        cwd=directory,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(directory), "PYTHONWARNINGS": "ignore", **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def examples(code: str) -> tuple[Sources, Sources]:
    """The project that a checker's story shows as bad, and the one it shows as good."""
    checker = CHECKERS[code]
    return bad(checker), {**bad(checker), **good(checker)}


ALLOWED_ORIGIN = """
from app import app
answer = client(app).get(
    "/", headers={"Origin": "https://stranger.example", "Cookie": "session=1"}
)
seen = [
    answer.headers.get("access-control-allow-origin"),
    answer.headers.get("access-control-allow-credentials"),
]
"""


@pytest.mark.oracle
def test_a_wildcard_with_credentials_reflects_the_origin(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA311")
    assert seen(wrong, tmp_path, ALLOWED_ORIGIN) == ["https://stranger.example", "true"]
    assert seen(right, tmp_path, ALLOWED_ORIGIN) == [None, "true"]


@pytest.mark.oracle
@pytest.mark.parametrize(
    "origins",
    ['allow_origins="*"', 'allow_origin_regex=".*"', 'allow_origins=["https://a.example", "*"]'],
)
def test_other_ways_to_let_every_origin_in(tmp_path: pathlib.Path, origins: str) -> None:
    source = f"""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, {origins}, allow_credentials=True)
"""
    assert seen({"app.py": source}, tmp_path, ALLOWED_ORIGIN) == [
        "https://stranger.example",
        "true",
    ]


@pytest.mark.oracle
def test_a_wildcard_without_credentials_lets_everybody_read(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA312")
    assert seen(wrong, tmp_path, ALLOWED_ORIGIN) == ["*", None]
    assert seen(right, tmp_path, ALLOWED_ORIGIN) == [None, None]


BEARING_FORGED = """
import jwt
from app import app
forged = jwt.encode({"sub": "ada"}, "a-key-of-the-stranger-that-is-long-enough", algorithm="HS256")
answer = client(app).get("/me", headers={"Authorization": f"Bearer {forged}"})
seen = [answer.status_code, answer.text]
"""


@pytest.mark.oracle
def test_a_forged_token_is_believed_without_its_signature(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("jwt")
    wrong, right = examples("FAA307")
    assert seen(wrong, tmp_path, BEARING_FORGED) == [200, '"ada"']
    key = "a-key-of-the-server-that-is-long-enough"
    assert seen(right, tmp_path, BEARING_FORGED, SIGNING_KEY=key)[0] == 401


@pytest.mark.oracle
def test_missing_algorithms_let_nobody_in(tmp_path: pathlib.Path) -> None:
    """Why they are not flagged: PyJWT refuses the call, python-jose what the key did not sign."""
    pytest.importorskip("jwt")
    pytest.importorskip("jose")
    lines = """
import jwt
from jose import jwt as jose

def outcome(call):
    try:
        return call()["sub"]
    except Exception as error:
        return type(error).__name__

forged = jwt.encode({"sub": "ada"}, "a-key-of-the-stranger-that-is-long-enough", algorithm="HS256")
unsigned = jwt.encode({"sub": "ada"}, None, algorithm="none")
key = "a-key-of-the-server-that-is-long-enough"
tokens = (forged, unsigned)
seen = [outcome(lambda: f(token, key)) for f in (jwt.decode, jose.decode) for token in tokens]
"""
    found = seen({}, tmp_path, lines)
    assert "ada" not in found
    assert found[:2] == ["DecodeError", "DecodeError"]


@pytest.mark.oracle
def test_who_has_the_sources_signs_tokens(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("jwt")
    pytest.importorskip("pydantic_settings")
    wrong, right = examples("FAA305")
    lines = """
import jwt
from app import app
key = "a-key-that-all-who-read-this-can-sign-with"
token = jwt.encode({"sub": "ada"}, key, algorithm="HS256")
answer = client(app).get("/me", headers={"Authorization": f"Bearer {token}"})
seen = [answer.status_code, answer.text]
"""
    assert seen(wrong, tmp_path, lines) == [200, '"ada"']
    assert seen(right, tmp_path, lines)[0] == 500  # nothing answers InvalidTokenError here


@pytest.mark.oracle
def test_a_token_without_expiry_is_good_for_ever(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("jwt")
    wrong, right = examples("FAA308")
    lines = """
import jwt
from datetime import datetime, timedelta, timezone
from app import app, key
token = client(app).post("/token?name=ada").json()
claims = jwt.decode(token, key, algorithms=["HS256"])
seen = claims.get("exp")
"""
    key = "a-key-of-the-server-that-is-long-enough"
    assert seen(wrong, tmp_path, lines, SIGNING_KEY=key) is None
    assert seen(right, tmp_path, lines, SIGNING_KEY=key) is not None


@pytest.mark.oracle
def test_debug_shows_strangers_the_traceback(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA328")
    lines = """
from app import app
seen = client(app).get("/books/7").text
"""
    assert "IndexError" in seen(wrong, tmp_path, lines)
    assert "app.py" in seen(wrong, tmp_path, lines)
    assert "IndexError" not in seen(right, tmp_path, lines)


@pytest.mark.oracle
@pytest.mark.parametrize("argument", ["reload=True", "workers=2"])
def test_uvicorn_exits_where_it_gets_an_object(tmp_path: pathlib.Path, argument: str) -> None:
    pytest.importorskip("uvicorn")
    lines = f"""
import io, logging
import uvicorn
from fastapi import FastAPI
said = io.StringIO()
logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler(said))
try:
    uvicorn.run(FastAPI(), port=0, log_config=None, {argument})
    seen = "ran"
except SystemExit:
    seen = said.getvalue()
"""
    assert "import string" in seen({}, tmp_path, lines)


@pytest.mark.oracle
def test_cookies_are_open_unless_told_otherwise(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA322")
    lines = """
from app import app
seen = client(app).post("/login").headers["set-cookie"].lower()
"""
    opened, closed = seen(wrong, tmp_path, lines), seen(right, tmp_path, lines)
    assert "httponly" not in opened
    assert "secure" not in opened
    assert "samesite=lax" in opened
    assert "httponly" in closed
    assert "secure" in closed


@pytest.mark.oracle
def test_an_upload_of_any_size_reaches_the_handler(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA331")
    lines = """
from app import app
answer = client(app).post("/covers", files={"file": b"x" * 6_000_000})
seen = [answer.status_code, answer.text]
"""
    assert seen(wrong, tmp_path, lines) == [200, "6000000"]
    assert seen(right, tmp_path, lines)[0] == 413


@pytest.mark.oracle
def test_a_limit_of_the_body_refuses_large_uploads(tmp_path: pathlib.Path) -> None:
    import fastapi

    if tuple(map(int, fastapi.__version__.split(".")[:2])) < (0, 165):
        pytest.skip("FastAPI 0.165 brought max_body_size")
    wrong, _ = examples("FAA331")
    limited = {"app.py": wrong["app.py"].replace("FastAPI()", "FastAPI(max_body_size=1_000_000)")}
    lines = """
from app import app
seen = client(app).post("/covers", files={"file": b"x" * 6_000_000}).status_code
"""
    assert seen(limited, tmp_path, lines) == 413


@pytest.mark.oracle
def test_a_client_that_verifies_nothing_talks_to_anybody(tmp_path: pathlib.Path) -> None:
    """A server with a certificate of its own making is refused, unless nothing is verified."""
    pytest.importorskip("cryptography")
    lines = """
import datetime, http.server, ssl, threading
import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bank.example")])
now = datetime.datetime.now(datetime.timezone.utc)
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    .serial_number(1).not_valid_before(now - datetime.timedelta(1))
    .not_valid_after(now + datetime.timedelta(1)).sign(key, hashes.SHA256())
)
pem = serialization.Encoding.PEM
with open("server.pem", "wb") as file:
    file.write(key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    file.write(certificate.public_bytes(pem))
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"https://127.0.0.1:{server.server_port}/"

def outcome(verify):
    try:
        return httpx.get(url, verify=verify, trust_env=False).status_code
    except httpx.ConnectError as error:
        return "CERTIFICATE_VERIFY_FAILED" in str(error)

seen = [outcome(False), outcome(ssl.create_default_context())]
"""
    assert seen({}, tmp_path, lines) == [200, True]


@pytest.mark.oracle
def test_the_response_model_sends_the_hash(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("sqlmodel")
    wrong, right = examples("FAA306")
    lines = """
from app import SQLModel, Session, User, app, engine
SQLModel.metadata.drop_all(engine)
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(User(id=1, name="ada", hashed_password="a-hash"))
    session.commit()
seen = client(app).get("/users/1").json()
"""
    assert seen(wrong, tmp_path, lines)["hashed_password"] == "a-hash"
    assert seen(right, tmp_path, lines) == {"name": "ada"}


@pytest.mark.oracle
def test_passwords_may_be_tried_until_somebody_limits_them(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("slowapi")
    wrong, right = examples("FAA321")
    lines = """
from app import app
asking = client(app)
form = {"username": "ada", "password": "guess"}
seen = [asking.post("/token", data=form).status_code for _ in range(10)]
"""
    assert set(seen(wrong, tmp_path, lines)) == {401}
    assert seen(right, tmp_path, lines)[5:] == [429] * 5


@pytest.mark.oracle
def test_any_user_reads_what_belongs_to_others(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("sqlmodel")
    wrong, right = examples("FAA325")
    lines = """
from app import Order, SQLModel, Session, app, engine
SQLModel.metadata.drop_all(engine)
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Order(id=7, owner_id=2, address="221b"))
    session.commit()
answer = client(app).get("/orders/7/address", headers={"Authorization": "Bearer token-of-ada"})
seen = [answer.status_code, answer.text]
"""
    assert seen(wrong, tmp_path, lines) == [200, '"221b"']
    assert seen(right, tmp_path, lines)[0] == 404
