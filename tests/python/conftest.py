"""A daemon for the tests of a file, and a client with a folder of its own for each of them."""

import pytest
import station


@pytest.fixture
def post(tmp_path):
    with station.Station(tmp_path) as served:
        yield served


@pytest.fixture
def client(tmp_path, post):
    return station.Client(tmp_path, post)
