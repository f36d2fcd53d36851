"""What takes protections away for run.py still fits the code, and names tests that are there."""

import pathlib

import pytest
from protections import all_protections
from run import ROOT, applied

PROTECTIONS = all_protections()


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda each: each.name)
def test_a_protection_can_still_be_taken_away(protection):
    texts = {edit.file: (ROOT / edit.file).read_text() for edit in protection.edits}
    for edit in protection.edits:
        texts[edit.file] = applied(edit, texts[edit.file])
    for file, text in texts.items():
        assert text != (ROOT / file).read_text()


@pytest.mark.parametrize("protection", PROTECTIONS, ids=lambda each: each.name)
def test_its_test_is_there(protection):
    if protection.program.endswith(".py"):
        text = (ROOT / protection.program).read_text()
        assert f"def {protection.test}(" in text
    else:
        (file,) = pathlib.Path(ROOT / "tests").glob(f"*/{protection.program}.c")
        assert f"static void {protection.test}(" in " ".join(file.read_text().split())


def test_no_two_have_the_same_name():
    assert len({each.name for each in PROTECTIONS}) == len(PROTECTIONS)
