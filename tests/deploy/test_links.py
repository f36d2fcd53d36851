"""What the operator's pages point to is there: files, chapters of theirs and of each other."""

import os
import pathlib
import re

import pytest

DEPLOY = pathlib.Path(os.environ["DEPLOY"])
PAGES = ("README.md", "LOG-EVENTS.md")
LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")


def anchors_of(path):
    """As they are made of headings: small letters, hyphens for blanks, and nothing else."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_whatever_is_pointed_to_is_there(page):
    found = LINK.findall((DEPLOY / page).read_text(encoding="utf-8"))
    assert len(found) > 10
    for file, anchor in found:
        path = (DEPLOY / file) if file else DEPLOY / page
        assert path.exists(), file
        assert not anchor or anchor in anchors_of(path), (file, anchor)


def test_the_beginning_of_the_runbook_points_to_every_chapter():
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    beginning, _, rest = text.partition("\n## ")
    chapters = re.findall(r"^## (.*)$", "## " + rest, re.M)
    assert len(chapters) > 15
    assert [one for one in chapters if f"[{one}](" not in beginning and
            f"[{one.lower()}](" not in beginning] == []
