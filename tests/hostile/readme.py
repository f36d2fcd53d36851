"""The client of proto/README.md, taken out of the page, and the contract it speaks."""

import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```python client\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_folder = tempfile.TemporaryDirectory(prefix="wachtpost-readme-")


def unpack(folder):
    """What the page tells its reader to do: client.py, and the contract beside it."""
    folder = pathlib.Path(folder)
    page = (ROOT / "proto" / "README.md").read_text(encoding="utf-8")
    (folder / "client.py").write_text(BLOCK.search(page)[1], encoding="utf-8")
    subprocess.run(
        ["protoc", f"--python_out={folder}", "wachtpost/v1/wachtpost.proto"],
        check=True,
        cwd=ROOT / "proto",
    )
    return folder / "client.py"


def _import(path):
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("readme_client", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(path.parent))
    return module


client = _import(unpack(_folder.name))
pb = client.wp
STATUS = {
    name.removeprefix("STATUS_CODE_"): number for name, number in pb.StatusCode.items()
}
STATUS_NAME = {number: name for name, number in STATUS.items()}
