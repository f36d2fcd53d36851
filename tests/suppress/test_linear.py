"""The monitor's three tables of larger regions, against somebody who solves for every row
that is not shown (linear.py)."""

import random

import pytest
from linear import Equations, given_away
from region import (
    DIMENSIONS,
    KEYS,
    TOGETHER,
    Place,
    Row,
    View,
    is_beyond,
    is_hidden,
    printed,
    random_region,
    together,
)

SMALL = range(1, 5)
SEEDS = [(seed, 20 + seed * seed) for seed in range(28)]


def readings(row):
    return row.places, row.beyond, row.places - row.beyond


@pytest.mark.parametrize("seed, size", SEEDS)
def test_no_count_of_one_to_four_can_be_solved_for(seed, size):
    views = printed(random_region(seed, size))
    assert any(together(by, view) for by, view in views.items())
    assert given_away(views) == {}


@pytest.mark.parametrize("seed", range(200))
def test_nothing_that_is_shown_is_small_itself(seed):
    region = random_region(seed, 20 + 3 * seed)
    for by, view in printed(region).items():
        shown = [*view.rows, view.total]
        assert not any(count in SMALL for row in shown for count in readings(row))
        assert not any(row.key == TOGETHER and row.rows < 2 for row in view.rows)
        if not is_hidden(view):
            assert sum(row.places for row in view.rows) == view.total.places == len(region)
            assert sum(row.rows for row in view.rows) == view.total.rows == len(KEYS[by])


@pytest.mark.parametrize("seed", range(100))
def test_days_are_of_ten_places_or_more_in_all_of_a_table_or_none(seed):
    for view in printed(random_region(seed, 20 + 60 * (seed % 20))).values():
        shown = [*view.rows, view.total]
        if any(row.days for row in shown):
            assert all(row.places == 0 or row.places >= 10 for row in shown)


def test_some_regions_show_days():
    views = printed(random_region(1, 4000))
    assert all(view.total.days for view in views.values())


@pytest.mark.parametrize("seed", range(60))
def test_two_rows_shown_together_can_change_places_unnoticed(seed):
    dice = random.Random(seed)
    region = random_region(seed, dice.randrange(30, 400))
    views = printed(region)
    for dimension, by in enumerate(DIMENSIONS):
        keys = together(by, views[by])
        if len(keys) < 2:
            continue
        one, other = dice.sample(keys, 2)
        renamed = {one: other, other: one}

        def rename(place):
            keys = list(place.keys)
            keys[dimension] = renamed.get(keys[dimension], keys[dimension])
            return Place(tuple(keys), place.jeugdige, place.days)

        assert printed([rename(place) for place in region]) == views


def naive(region):
    """Only what is small itself is left out."""
    views = {}
    for dimension, by in enumerate(DIMENSIONS):
        rows = []
        for key in KEYS[by]:
            places = [place for place in region if place.keys[dimension] == key]
            row = Row(key, 1, len(places), sum(map(is_beyond, places)), [])
            if not any(count in SMALL for count in readings(row)):
                rows.append(row)
        total = Row("-", len(KEYS[by]), len(region), sum(map(is_beyond, region)), [])
        views[by] = View(rows, total)
    return views


def test_the_attack_finds_what_leaving_out_small_rows_gives_away():
    found = [given_away(naive(random_region(seed, 400))) for seed in range(4)]
    assert any(found)


def test_the_attack_knows_what_is_shown():
    """A row shown together may have nothing, and no more than all of them."""
    views = printed(random_region(3, 90))
    for (by, reading), (least, most) in Equations(views).solve().items():
        group = next(row for row in views[by].rows if row.key == TOGETHER)
        places, beyond, within = readings(group)
        limit = {"places": places, "beyond": beyond, "within": within}[reading]
        assert (least, most) == (0, limit)
