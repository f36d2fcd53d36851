import pytest
from installed import Installed
from post import Post


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    return Installed(tmp_path_factory.mktemp("shared"))


@pytest.fixture(scope="session")
def static(tmp_path_factory):
    return Installed(tmp_path_factory.mktemp("static"), static_only=True)


@pytest.fixture
def post():
    """The real daemon, by the real clock: the examples say that their list is of now."""
    with Post(virtual=None, names=("zon", "maan", "coordinator", "beheer")) as served:
        served.bell = served.wait_line(r"front\.listening .*bell=(\S+)")[1]
        yield served
