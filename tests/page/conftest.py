import pathlib

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync --hide-scrollbars"
).split()


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Debian's chromium, with a profile of its own that goes with the session."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    driver = Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def axe():
    """The rules' own source, to be run in a page."""
    path = pathlib.Path(__file__).parent / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        pytest.fail("run `npm ci --ignore-scripts` in tests/page first")
    return path.read_text()
