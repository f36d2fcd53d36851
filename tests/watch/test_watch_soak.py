"""A short soak: what a long one by hand does a thousand times."""

import importlib.util
import pathlib


def load_soak():
    """Beside the one of the outbox, which has the same name."""
    path = pathlib.Path(__file__).with_name("soak.py")
    spec = importlib.util.spec_from_file_location("watch_soak", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_files_of_killed_watchers_are_delivered_once_and_unchanged():
    complaints, figures = load_soak().soak(kills=12, seed=7)
    print(figures)
    assert not complaints
