"""A short soak: what a long one by hand does a thousand times."""

from soak import soak


def test_killed_pushes_are_delivered_once_and_unchanged():
    complaints, figures = soak(kills=20, seed=7)
    print(figures)
    assert not complaints
