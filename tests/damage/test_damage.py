"""No damage to the store's file makes the engine say something else than it would have said, or
less, as if nothing were the matter. soak.py does the same for longer."""

import os
import pathlib

import pytest
from damage import (
    CRASHED, ERROR, HUNG, KINDS, SAME, WRONG, Installation, exchange, fresh_folder, page, put, table,
)
from owners import PAGE, PAGE_NUMBER, commit_of, newest_meta, root_of_names, set_commit

SEEDS = range(12)
LIVES = ("life", "random")


@pytest.fixture(scope="module", params=LIVES)
def house(request):
    with fresh_folder() as root:
        yield Installation(pathlib.Path(os.environ["ASK_ALL"]), root, request.param)


def test_damage_is_an_error_or_changes_nothing(house):
    cases = [house.case(kind, seed) for kind in KINDS for seed in SEEDS]
    print(table(cases))
    assert {case.verdict for case in cases} >= {SAME, ERROR}
    assert not [case for case in cases if case.verdict in (HUNG, WRONG)]


def test_each_table_is_asked_for_something(house):
    """Or the other test would show nothing of it."""
    for owner in sorted(set(house.owners.values())):
        store = bytearray(house.store)
        for number, whose in house.owners.items():
            if whose == owner:
                put(store, number, bytes(PAGE))
        assert house.verdict(store)[0] in (ERROR, CRASHED, WRONG), owner


@pytest.mark.parametrize("but", [0, PAGE_NUMBER])
def test_the_root_of_one_commit_earlier_is_refused(house, but):
    """Everything under it fits together, and what was committed last is not there."""
    store, newest = bytearray(house.store), newest_meta(house.store)
    now, before = root_of_names(store, newest), root_of_names(store, 1 - newest)
    exchange(store, now, before, but)
    refused = house.is_refused(store)
    assert refused


@pytest.mark.parametrize("newest,older", [(-2, 0), (-1, 0), (0, 2), (-4, 0), (0, -2), (1, 0)])
def test_a_meta_page_that_names_another_commit_is_refused(house, newest, older):
    """LMDB reads the one with the higher number; two less is one bit in half of all cases."""
    store, now = bytearray(house.store), newest_meta(house.store)
    for meta, change in ((now, newest), (1 - now, older)):
        set_commit(store, meta, commit_of(store, meta) + change)
    refused = house.is_refused(store)
    assert refused


def test_a_meta_page_that_is_the_other_one_is_refused(house):
    store, now = bytearray(house.store), newest_meta(house.store)
    put(store, now, page(store, 1 - now))
    refused = house.is_refused(store)
    assert refused


def test_an_answer_that_differs_is_wrong_and_a_missing_one_too(house):
    question, answer = next(iter(house.answers.items()))
    fewer = {q: a for q, a in house.answers.items() if q != question}
    assert house.judge("", house.answers) == (SAME, "")
    assert house.judge("", house.answers | {question: "error"})[0] == ERROR
    assert house.judge("", house.answers | {question: answer[::-1]})[0] == WRONG
    assert house.judge("", fewer)[0] == WRONG
    assert house.judge("ended with -7", fewer)[0] == CRASHED
