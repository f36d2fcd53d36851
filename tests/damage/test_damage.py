"""No damage to the store's file makes the engine say something else than it would have said, or
less, as if nothing were the matter. soak.py does the same for longer."""

import os
import pathlib

import pytest
from damage import CRASHED, ERROR, HUNG, KINDS, PAGE, SAME, WRONG, Installation, fresh_folder, put, table

SEEDS = range(12)
LIVES = ("life", "random")
# Pages that are in use and listed as free: what is written next goes wrong. No sum is of that. And
# the store put back as a whole to what it was one commit ago, as a disk does that loses its last
# write (store/FORMAT.md, section 4).
NOT_SEEN = {"free list", "root"}


@pytest.fixture(scope="module", params=LIVES)
def house(request):
    with fresh_folder() as root:
        yield Installation(pathlib.Path(os.environ["ASK_ALL"]), root, request.param)


def is_seen(house, case):
    return not NOT_SEEN & {house.owners.get(number) for number in case.pages}


def test_damage_is_an_error_or_changes_nothing(house):
    cases = [house.case(kind, seed) for kind in KINDS for seed in SEEDS]
    print(table(cases))
    assert {case.verdict for case in cases} >= {SAME, ERROR}
    assert not [case for case in cases if case.verdict == HUNG]
    assert not [case for case in cases if case.verdict == WRONG and is_seen(house, case)]


def test_each_table_is_asked_for_something(house):
    """Or the other test would show nothing of it."""
    for owner in sorted(set(house.owners.values())):
        store = bytearray(house.store)
        for number, whose in house.owners.items():
            if whose == owner:
                put(store, number, bytes(PAGE))
        assert house.verdict(store)[0] in (ERROR, CRASHED, WRONG), owner


def test_an_answer_that_differs_is_wrong_and_a_missing_one_too(house):
    question, answer = next(iter(house.answers.items()))
    fewer = {q: a for q, a in house.answers.items() if q != question}
    assert house.judge("", house.answers) == (SAME, "")
    assert house.judge("", house.answers | {question: "error"})[0] == ERROR
    assert house.judge("", house.answers | {question: answer[::-1]})[0] == WRONG
    assert house.judge("", fewer)[0] == WRONG
    assert house.judge("ended with -7", fewer)[0] == CRASHED
