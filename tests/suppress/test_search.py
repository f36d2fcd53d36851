"""Every small region there is, against somebody who tries them all (search.py)."""

import pytest
from search import (
    SMALL,
    Cross,
    attack,
    of_places,
    printed,
    show,
    shown_counts,
    with_beyond,
    with_persons,
)

CASES = {
    "two rows, beyond the norm": (with_beyond, 16, 2),
    "three rows, beyond the norm": (with_beyond, 16, 3),
    "four rows, beyond the norm": (with_beyond, 12, 4),
    "five rows": (of_places, 17, 5),
    "seven rows": (of_places, 13, 7),
    "two rows, persons": (with_persons, 11, 2),
    "three rows, persons": (with_persons, 9, 3),
}


@pytest.mark.parametrize("name", CASES)
def test_no_count_of_one_to_four_is_certain(name):
    make, limit, rows = CASES[name]
    tables = list(make(limit, rows))
    views = printed(tables)
    assert len(tables) > 1000
    assert "hidden" in views
    assert any("*" in view for view in views) and any("*" not in view for view in set(views) - {"hidden"})
    assert not any(count in SMALL for view in set(views) for count in shown_counts(view))
    assert attack(tables, views) == {}


CROSSES = {
    "three tables of places": ((3, 2, 2), 1, 9),
    "two larger tables": ((3, 3), 1, 13),
    "three tables, beyond the norm": ((2, 2, 2), 2, 7),
    "two tables, beyond the norm": ((3, 2), 2, 10),
}


@pytest.mark.parametrize("name", CROSSES)
def test_tables_of_the_same_places_give_nothing_away_together(name):
    sizes, columns, places = CROSSES[name]
    regions, given_away = Cross(sizes, columns).attack(places)
    assert regions > 100000
    assert given_away == {}


def small_rows(table):
    """Rows with a small count, as a naive one would see them."""
    width = len(list(table.secrets())) // len(table.rows)
    counts = list(table.secrets())
    return [
        i
        for i in range(len(table.rows))
        if any(count in SMALL for count in counts[i * width : (i + 1) * width])
    ]


def only_small_ones(table):
    """Hides what is small and nothing else."""
    return show(table, small_rows(table))


def with_the_next(table, enough):
    """The smallest others join until `enough` says of the counts together that it is."""
    together = small_rows(table)
    others = sorted(set(range(len(table.rows))) - set(together), key=lambda i: table.rows[i])
    while together and others and not enough([table.rows[i][0] for i in together]):
        together.append(others.pop(0))
    total = sum(row[0] for row in table.rows)
    return "hidden" if total in SMALL else show(table, together)


def test_the_attack_finds_a_lone_hidden_row():
    tables = list(of_places(14, 3))
    assert attack(tables, [only_small_ones(table) for table in tables])


def test_the_attack_finds_that_two_rows_alone_may_both_be_small():
    """2 and 3 make 5, which is not small; but neither 0 and 5 nor any other two that are not
    both small would have been put together."""
    tables = list(of_places(14, 3))
    views = [
        with_the_next(table, lambda counts: len(counts) > 1 and sum(counts) not in SMALL)
        for table in tables
    ]
    assert attack(tables, views)
