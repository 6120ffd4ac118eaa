from urllib.parse import urlparse

from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()
ORIGINS = {"https://shop.example"}


@app.get("/after-the-payment")
def after_the_payment(target: str | None = None):
    if not target:
        target = "https://shop.example"
    parsed = urlparse(target)
    is_own = parsed.scheme in {"http", "https"} and any(
        parsed.netloc == urlparse(origin).netloc for origin in ORIGINS
    )
    if not is_own:
        target = "https://shop.example"
    return RedirectResponse(f"{target}/done")


@app.get("/after-a-flag-of-something-else")
def after_a_flag_of_something_else(target: str, language: str):
    is_known = language in {"de", "en"} and len(language) == 2
    if not is_known:
        language = "en"
    return RedirectResponse(f"{target}/done?language={language}")  # FAA318
