"""The page: complete, self-contained, safe against its input; sorted and filtered in a browser."""

from __future__ import annotations

import html.parser
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch.checker import Related
from flake8_fastapi_arch.review import to_html
from flake8_fastapi_arch.review.comparison import Earlier, Place
from flake8_fastapi_arch.review.review import build_review
from tests.commands import SHOP, fastapi_arch, write
from tests.review.test_rendering import HOSTILE
from tests.review.world import (
    BLOCKING,
    CHECKERS,
    CRASHED,
    FAT,
    OPEN,
    UNDOCUMENTED,
    diagnostics,
    found,
    handlers,
    project,
)

APP = project({"app/main.py": "import sqlalchemy\n" + handlers(16)})
VOID = {"meta", "link", "br", "input", "wbr", "img", "hr"}


class Structure(html.parser.HTMLParser):
    """The elements of a page with their attributes' names, and its text; code apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.words = ""
        self.addresses: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == [], "elements that are not closed"

    def handle_starttag(self, tag, attrs):
        if tag not in ("code", "wbr"):  # words in backticks are code, however many
            self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data


def page(findings, of=APP, checkers=CHECKERS, **more):
    return to_html.render(build_review(findings, of, checkers, **more))


def test_the_page_needs_nothing_else():
    text = page([found(BLOCKING), found(OPEN)])
    assert text.startswith("<!doctype html>\n")
    assert "<link" not in text and "@import" not in text and "url(http" not in text
    structure = Structure(text)
    outside = [a for a in structure.addresses if not a.startswith("#")]
    assert outside and all(address.startswith("https://") for address in outside)
    assert "src" not in {name for _, names in structure.elements for name in names}


def test_every_finding_and_link_is_there():
    findings = [
        found(BLOCKING, line=3, what="time.sleep", related=(Related("app/x.py", 7, "calls it"),)),
        found(OPEN, line=4),
        found(FAT, "app/users.py", 9),
        found(UNDOCUMENTED, line=3),
        found(CRASHED, "app/users.py", what="`FAA404` failed"),
    ]
    text = page(findings)
    words = Structure(text).words
    for place in ("app/main.py:3", "app/x.py:7", "app/main.py:4", "app/users.py:9"):
        assert place in words
    assert "FAA404 failed" in " ".join(words.split())
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert len(ids) == len(re.findall(r' id="([^"]+)"', text)), "an id stands twice"
    assert {a[1:] for a in Structure(text).addresses if a.startswith("#")} <= ids


def test_an_empty_project_is_a_page_too():
    words = " ".join(Structure(page([], project({}), [])).words.split())
    assert "No issues found." in words
    assert "not judged" in words


def test_then_and_now_stand_on_the_page():
    gone = Place("Async Performance", "FAA401", "app/old.py", 4, "was wrong", "f" * 16)
    then = Earlier("main", {"Security": 2.5}, frozenset({"FAA401", "FAA301"}), (gone,))
    words = " ".join(Structure(page([found(OPEN)], then=then)).words.split())
    assert "What changed since main" in words
    assert "1 new, 1 fixed, 0 unchanged." in words
    assert "app/old.py:4 was wrong" in words


@settings(deadline=None, max_examples=25)
@given(diagnostics)
def test_any_findings_make_a_well_formed_page(findings):
    Structure(page(findings))


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "'\"><svg onload=alert(1)>", "{{ 7 * 7 }}", "</style>"]
)
def test_hostile_words_stay_words(hostile):
    assert_harmless(hostile)


@settings(deadline=None, max_examples=25)
@given(st.text(min_size=1))
def test_no_words_become_markup(words):
    assert_harmless(words)


def assert_harmless(words):
    def made(words):
        related = (Related(words, 1, words),)
        then = Earlier(words, {}, frozenset(), (Place(words, words, words, 1, words, words),))
        findings = [found(BLOCKING, words, what=words, related=related), found(CRASHED, what=words)]
        return page(findings, then=then)

    hostile = made(words)
    assert hostile.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", hostile)
    assert Structure(hostile).elements == Structure(made("harmless.py")).elements


def test_without_jinja2_the_report_says_what_to_install(tmp_path):
    write(tmp_path, SHOP)
    hidden = (
        "import sys; sys.modules['jinja2'] = None; "
        "from flake8_fastapi_arch.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", hidden, "report", "-o", "a.html"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 2
    assert "pip install 'flake8-fastapi-arch[html]'" in ran.stderr
    assert not (tmp_path / "a.html").exists()


# ── in a browser

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
HOSTILE_SHOP = {
    **SHOP,
    "app/routers/<img src=x onerror=alert(1)>.py": """\
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/</script><script>document.title='taken'</script>`{{7*7}}`")
async def read() -> None:
    \"\"\"<img src=x onerror="document.title='taken'">\"\"\"
    time.sleep(1)
""",
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("no chromium and chromedriver here (Debian: chromium, chromium-driver)")
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "headless=new",
        "no-sandbox",
        "disable-dev-shm-usage",
        "force-prefers-reduced-motion",
        "window-size=1200,900",
    ):
        options.add_argument(f"--{argument}")
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def shop_page(tmp_path_factory) -> pathlib.Path:
    shop = write(tmp_path_factory.mktemp("shop"), HOSTILE_SHOP)
    assert fastapi_arch("report", "-o", "review.html", cwd=shop).code == 1
    return shop / "review.html"


@pytest.fixture
def shown(browser, shop_page):
    browser.get(shop_page.as_uri())
    yield browser
    assert browser.get_log("browser") == []


def visible(browser, selector):
    from selenium.webdriver.common.by import By

    return [e for e in browser.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()]


def column(browser, number):
    return [e.text for e in visible(browser, f"#routes-table tbody td:nth-child({number})")]


def test_the_page_renders_and_runs_nothing_of_the_project(shown):
    assert shown.title.startswith("Architecture review of ")
    assert visible(shown, ".radar svg .area")
    assert len(visible(shown, "article.issue")) >= 2
    assert shown.execute_script("return document.querySelectorAll('main img').length") == 0
    assert any("onerror" in cell for cell in column(shown, 3))


def test_routes_are_sorted_by_a_click_or_a_key(shown):
    from selenium.webdriver.common.keys import Keys

    before = column(shown, 2)
    assert len(before) == 4
    [button] = visible(shown, "#routes-table th:nth-child(2) button")
    button.click()
    assert column(shown, 2) == sorted(before)
    button.send_keys(Keys.ENTER)
    assert column(shown, 2) == sorted(before, reverse=True)
    [head] = visible(shown, "#routes-table th[aria-sort]")
    assert head.get_attribute("aria-sort") == "descending"
    [found] = visible(shown, "#routes-table th:nth-child(8) button")
    found.click()
    counts = [len(cell.split()) for cell in column(shown, 8)]
    assert counts == sorted(counts)


def test_routes_are_filtered(shown):
    [words] = visible(shown, "#routes-words")
    words.send_keys("read_users")
    assert column(shown, 2) == ["/users"]
    [told] = visible(shown, "#routes-count")
    assert told.text == "1 of 4 routes"
    words.clear()
    [access] = visible(shown, "#routes-access")
    access.send_keys("guarded")
    assert column(shown, 2) == []


def test_issues_are_filtered_and_links_still_lead_to_them(shown):
    everything = len(visible(shown, "article.issue"))
    [words] = visible(shown, "#issues-words")
    words.send_keys("FAA402")
    assert [e.get_attribute("id") for e in visible(shown, "article.issue")] == ["issue-FAA402"]
    shown.execute_script("location.hash = 'issue-FAA401'")
    ids = {e.get_attribute("id") for e in visible(shown, "article.issue")}
    assert ids == {"issue-FAA401", "issue-FAA402"}
    words.clear()
    words.send_keys(" ")
    assert len(visible(shown, "article.issue")) == everything
    [low] = visible(shown, "input[name=impact][value=low]")
    low.click()
    assert 0 < len(visible(shown, "article.issue")) < everything


def test_chains_open_step_by_step_and_all_at_once(shown):
    assert visible(shown, "ol.chain") == []
    [summary] = visible(shown, "#issue-FAA402 details summary")
    summary.click()
    first = visible(shown, "#issue-FAA402 ol.chain li code")[0]
    assert first.text.startswith("app/helpers.py:")
    [button] = visible(shown, "button[data-open]")
    button.click()
    parts = "[...document.querySelectorAll('#all-issues details')]"
    assert shown.execute_script(f"return {parts}.every((part) => part.open)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(shown, scheme):
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    contrast = shown.execute_script(
        """
        const parts = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
        const light = (color) => parts(color).map((part) => part / 255)
          .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
          .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => {
          for (; e; e = e.parentElement) {
            const color = getComputedStyle(e).backgroundColor;
            if (!color.startsWith("rgba(0, 0, 0, 0")) return color;
          }
        };
        return [...document.querySelectorAll("main p, main li, main td, main code, .pill, nav a")]
          .filter((e) => e.offsetParent)
          .map((e) => {
            const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.outerHTML.slice(0, 80)];
          });
        """
    )
    assert min(contrast)[0] >= 4.5, min(contrast)


def test_on_paper_every_chain_is_open(shown):
    from base64 import b64decode

    printed = shown.execute_cdp_cmd("Page.printToPDF", {"printBackground": True})
    assert b64decode(printed["data"]).startswith(b"%PDF")
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert visible(shown, "nav") == []
    shown.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert visible(shown, "#issue-FAA402 ol.chain li")
    shown.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
