"""Every file of variants/ gives what stands beside it (variants/README.md)."""

import os
import pathlib
import re
import subprocess

import pytest

WACHTPOST = os.environ["WACHTPOST"]
FOLDER = pathlib.Path(__file__).parent / "variants"
USUAL = ("--check", "--show", "--json", "--agb", "06010713", "--peilmoment", "2025-03-01T09:00:00Z")
ROW = re.compile(r"^\| (\S+) \| .* \| (.*) \|$")
OPTION = re.compile(r"`([^`]+)`")


def variants():
    """(name, options) of each row of the table."""
    for line in (FOLDER / "README.md").read_text().splitlines():
        row = ROW.match(line)
        if row and row.group(1) != "file":
            yield row.group(1), OPTION.findall(row.group(2))


def outcome(name, options):
    """In the folder, so that what is told names no path; with no configuration in reach."""
    ran = subprocess.run(
        [WACHTPOST, "push", *USUAL, *options, name],
        cwd=FOLDER,
        env={"HOME": "/nonexistent", "PATH": "/usr/bin"},
        capture_output=True,
        timeout=60,
    )
    return f"{ran.returncode}\n{ran.stdout.decode()}---\n{ran.stderr.decode()}"


@pytest.mark.parametrize(("name", "options"), variants())
def test_variant_gives_what_stands_beside_it(name, options):
    assert outcome(name, options) == (FOLDER / f"{name}.expected").read_text()


def test_every_file_has_its_row():
    named = {name for name, _ in variants()} | {
        option for _, options in variants() for option in options
    }
    files = {path.name for path in FOLDER.iterdir() if path.suffix not in (".expected", ".md")}
    assert files <= named
    assert len(list(variants())) >= 60
