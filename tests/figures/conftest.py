"""The model of rules.md, the clients and the servers are those of tests/replay."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "replay"))
