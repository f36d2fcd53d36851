"""A page of wachtpost as people meet it who cannot see it well, do not use a mouse, hold a
telephone or print it. README.md says how to run this."""

import os
import pathlib

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "client/golden/worklist.html"
PAGES = os.environ.get("PAGES", str(GOLDEN)).split(os.pathsep)
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

WIDE, NARROW = 1280, 400

# A4 landscape without its margins of 12 mm, at 96 dots an inch.
PAPER_WIDTH = 1031

RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {runOnly: arguments[0]}).then(done, error => done({error: String(error)}));
"""

FOCUSED = """
const at = document.activeElement, style = getComputedStyle(at);
return [at.tagName, at.getAttribute('href') || at.getAttribute('aria-labelledby'),
        style.outlineStyle];
"""


@pytest.fixture(params=PAGES, ids=lambda path: pathlib.Path(path).name)
def page(browser, request):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.get(pathlib.Path(request.param).resolve(strict=True).as_uri())
    return browser


def set_width(page, width):
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )


def is_word_in_drawing(doubt):
    """Of which axe cannot see the background: tests/report/test_files.py judges those."""
    rule, html = doubt
    return rule == "color-contrast" and html.startswith("<text ")


def explain(found):
    return [(one["id"], node["html"]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_and_doubts_nothing(page, axe, width):
    set_width(page, width)
    page.execute_script(axe)
    found = page.execute_async_script(RUN_AXE, STANDARD)
    assert "error" not in found
    assert len(found["passes"]) > 20
    assert explain(found["violations"]) == []
    if width == WIDE:  # what is scrolled out of sight cannot be judged
        doubts = explain(found["incomplete"])
        assert [doubt for doubt in doubts if not is_word_in_drawing(doubt)] == []


def test_every_link_and_frame_is_reached_by_keyboard_and_shows_it(page):
    set_width(page, WIDE)
    stops = page.execute_script("return document.querySelectorAll('a[href],[tabindex]').length")
    seen = []
    for _ in range(stops):
        ActionChains(page).send_keys(Keys.TAB).perform()
        seen.append(page.execute_script(FOCUSED))
    assert seen[0][:2] == ["A", "#inhoud"]
    assert all(tag in ("A", "DIV") and outline != "none" for tag, _, outline in seen)
    frames = page.execute_script("return document.querySelectorAll('.frame').length")
    assert len({name for tag, name, _ in seen if tag == "DIV"}) == frames


def test_links_within_the_page_lead_somewhere(page):
    missing = page.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')]"
        ".filter(a => !document.querySelector(a.getAttribute('href'))).length"
    )
    assert missing == 0


def test_every_table_has_a_caption_and_headings_for_columns_and_rows(page):
    bare = page.execute_script(
        "return [...document.querySelectorAll('table')].filter(table => !table.caption"
        " || !table.querySelector('thead th[scope=col]')"
        " || [...table.tBodies[0].rows].some(row => !row.querySelector('th[scope=row]'))).length"
    )
    assert bare == 0


def test_page_fetches_nothing_and_runs_nothing(page):
    assert page.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert page.execute_script("return document.scripts.length") == 0


@pytest.mark.parametrize("width", [320, NARROW, WIDE])
def test_only_tables_scroll_sideways(page, width):
    set_width(page, width)
    sizes = page.execute_script(
        "const all = document.documentElement; return [all.scrollWidth, all.clientWidth]"
    )
    assert sizes[0] <= sizes[1]


def test_paper_is_wide_enough(page):
    set_width(page, PAPER_WIDTH)
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    widest = page.execute_script(
        "return Math.max(...[...document.querySelectorAll('body *')]"
        ".map(element => element.getBoundingClientRect().right))"
    )
    assert widest <= PAPER_WIDTH
