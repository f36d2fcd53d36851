"""One daemon for the tests of a file: what one of them does, the next must survive."""

import pytest
from post import Post


@pytest.fixture(scope="module")
def post():
    with Post() as served:
        yield served
