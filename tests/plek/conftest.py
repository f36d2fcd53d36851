"""The server that answers as told, and the client, are those of tests/client."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "client"))

import fake  # noqa: E402


@pytest.fixture(scope="session")
def pb(tmp_path_factory):
    return fake.load_contract(tmp_path_factory.mktemp("contract"))


@pytest.fixture
def client(tmp_path):
    return fake.Client(pathlib.Path(tmp_path))
