"""What held a BSN is wiped before it goes back to malloc, whoever comes by it next: looked at from
within, at the moment at which the program frees it."""

import os
import pathlib
import shutil
import subprocess

import pytest
import traces
from fake import FakeServer
from test_bsn import BSNS, PEILMOMENT, WAITING, arguments, later, put

pytestmark = pytest.mark.skipif(
    os.environ.get("SANITIZED") == "1", reason="a sanitizer has a malloc of its own")


@pytest.fixture(scope="session")
def freed(tmp_path_factory):
    """The library that is preloaded."""
    library = tmp_path_factory.mktemp("freed") / "freed.so"
    source = pathlib.Path(__file__).with_name("freed.c")
    compiler = shutil.which("cc") or "gcc"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return library


def run(client, freed, *words):
    """How it ended, and all that it freed."""
    path = client.folder / "freed"
    path.unlink(missing_ok=True)
    more = {"LD_PRELOAD": str(freed), "FREED": str(path)}
    ran = subprocess.run(
        client.command(*words), env=client.environment() | more, capture_output=True, timeout=60)
    return ran.returncode, path.read_bytes()


@pytest.mark.parametrize("source", WAITING)
def test_nothing_that_is_freed_holds_a_bsn(pb, client, freed, source):
    path = put(client, source)
    with FakeServer(client.line, later(pb)) as server:
        code, content = run(client, freed, *arguments(client, server, path))
    assert code == 75
    assert b"06010713" in content  # what is freed is seen
    assert traces.found_in(content, BSNS) == []


@pytest.mark.parametrize("times", [1, 2])
def test_nothing_that_is_freed_of_the_register_holds_a_bsn(pb, client, freed, times):
    """A few wrote it where the dossier's number belongs; the second time it is read back."""
    path = put(client, "some of the dossiers")
    with FakeServer(client.line, later(pb)) as server:
        for _ in range(times):
            code, content = run(client, freed, *arguments(client, server, "--same", path))
    assert code == 75
    assert traces.found_in(content, BSNS) == []


def test_nothing_that_is_freed_after_a_look_at_the_register_holds_a_bsn(pb, client, freed):
    path = put(client, "some of the dossiers")
    key = str(client.folder / "plek.key")
    with FakeServer(client.line, later(pb)) as server:
        client.run(*arguments(client, server, path))
        shown = client.run(*client.to(server, "push", "--check", *PEILMOMENT, "--plek-key", key, path,
                                      timeout=None))
        assert shown.returncode == 0, shown.stderr
        words = client.to(server, "plek", "--plek-key", key, "6TC-CJK-28J", timeout=None)
        code, content = run(client, freed, *words)
    assert code == 65
    assert traces.found_in(content, BSNS) == []
