"""The contract's Python module, compiled from the .proto at import."""

import importlib
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [
            "protoc",
            f"-I{ROOT / 'proto'}",
            f"--python_out={folder}",
            str(ROOT / "proto/wachtpost/v1/wachtpost.proto"),
        ],
        check=True,
    )
    sys.path.insert(0, folder)
    pb = importlib.import_module("wachtpost.v1.wachtpost_pb2")
    sys.path.remove(folder)
