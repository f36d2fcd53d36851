import pathlib

import fake
import pytest


@pytest.fixture(scope="session")
def pb(tmp_path_factory):
    return fake.load_contract(tmp_path_factory.mktemp("contract"))


@pytest.fixture
def client(tmp_path):
    return fake.Client(pathlib.Path(tmp_path))
