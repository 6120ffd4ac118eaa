"""Security: what the schemes answer"""

from typing import Any

from fastapi import Depends, FastAPI, Security
from fastapi.security import (
    APIKeyCookie,
    APIKeyHeader,
    APIKeyQuery,
    HTTPBasic,
    HTTPBearer,
    HTTPDigest,
    OAuth2PasswordBearer,
    OpenIdConnect,
)

from tests.oracles.probes import answer, operation, status
from tests.oracles.settle import fact


def _schemes(auto_error: bool) -> dict[str, Any]:
    return {
        "OAuth2PasswordBearer": OAuth2PasswordBearer("/token", auto_error=auto_error),
        "HTTPBearer": HTTPBearer(auto_error=auto_error),
        "HTTPBasic": HTTPBasic(auto_error=auto_error),
        "HTTPDigest": HTTPDigest(auto_error=auto_error),
        "APIKeyHeader": APIKeyHeader(name="key", auto_error=auto_error),
        "APIKeyQuery": APIKeyQuery(name="key", auto_error=auto_error),
        "APIKeyCookie": APIKeyCookie(name="key", auto_error=auto_error),
        "OpenIdConnect": OpenIdConnect(openIdConnectUrl="/id", auto_error=auto_error),
    }


def _asked(scheme: Any, **request: Any) -> Any:
    app = FastAPI()

    @app.get("/x")
    def handler(it: Any = Depends(scheme)) -> Any:
        return {"got": it}

    return answer(app, "/x", **request)


_BEFORE = {"OAuth2PasswordBearer": 401, "HTTPBearer": 403, "HTTPBasic": 401, "HTTPDigest": 403,
           "APIKeyHeader": 403, "APIKeyQuery": 403, "APIKeyCookie": 403,
           "OpenIdConnect": 403}  # fmt: skip


@fact(_BEFORE, since={"0.122.0": dict.fromkeys(_BEFORE, 401)})
def without_credentials() -> Any:
    """Status where the credentials are missing (auto_error, the default)."""
    return {name: _asked(scheme)[0] for name, scheme in _schemes(True).items()}


@fact([200, {"got": None}])
def auto_error_off() -> Any:
    """`auto_error=False`: every scheme hands over None and lets the request in."""
    answers = [_asked(scheme) for scheme in _schemes(False).values()]
    assert all(one == answers[0] for one in answers)
    return answers[0]


@fact({"OAuth2PasswordBearer": 200, "HTTPBearer": 200, "APIKeyHeader": 200})
def any_credentials_pass() -> Any:
    """A scheme only reads: any token passes, none is verified."""
    headers = {"authorization": "Bearer nonsense", "key": "nonsense"}
    schemes = _schemes(True)
    names = ("OAuth2PasswordBearer", "HTTPBearer", "APIKeyHeader")
    return {name: _asked(schemes[name], headers=headers)[0] for name in names}


@fact([401, 403], since={"0.122.0": [401, 401]})
def wrong_kind_of_credentials() -> Any:
    """A Basic header given to OAuth2PasswordBearer and HTTPBearer."""
    headers = {"authorization": "Basic YTpi"}
    schemes = _schemes(True)
    names = ("OAuth2PasswordBearer", "HTTPBearer")
    return [_asked(schemes[name], headers=headers)[0] for name in names]


@fact({"dependency": [{"HTTPBearer": []}], "router list": [{"HTTPBearer": []}],
       "nested": [{"HTTPBearer": []}], "auto_error=False": [{"HTTPBearer": []}]})  # fmt: skip
def documented() -> Any:
    """The schema lists a scheme wherever in the closure it is, with `auto_error=False` too."""
    bearer, lenient = HTTPBearer(), HTTPBearer(auto_error=False)

    def user(_: Any = Depends(bearer)) -> None: ...

    def described(**said: Any) -> Any:
        app = FastAPI(**said)
        app.get("/x")(lambda: None)
        return operation(app)["security"]

    return {
        "dependency": described(dependencies=[Depends(bearer)]),
        "router list": described(dependencies=[Security(bearer)]),
        "nested": described(dependencies=[Depends(user)]),
        "auto_error=False": described(dependencies=[Depends(lenient)]),
    }


@fact([{"OAuth2PasswordBearer": ["read"]}])
def scopes_documented() -> Any:
    """`Security(user, scopes=[…])` puts its scopes on the scheme below; they are not enforced."""
    oauth = OAuth2PasswordBearer("/token")

    def user(_: Any = Depends(oauth)) -> None: ...

    app = FastAPI()
    app.get("/x", dependencies=[Security(user, scopes=["read"])])(lambda: None)
    assert status(app, "/x", headers={"authorization": "Bearer x"}) == 200
    return operation(app)["security"]


@fact([200, {"tokenUrl": "nowhere", "scopes": {}}])
def token_url_is_not_checked() -> Any:
    """`OAuth2PasswordBearer(tokenUrl=…)` only goes into the schema, as written: nobody checks that
    a route answers there."""
    app = FastAPI()
    app.get("/x", dependencies=[Depends(OAuth2PasswordBearer("nowhere"))])(lambda: None)
    (scheme,) = app.openapi()["components"]["securitySchemes"].values()
    headers = {"authorization": "Bearer x"}
    return [status(app, "/x", headers=headers), scheme["flows"]["password"]]
