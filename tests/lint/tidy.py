"""tidy.py ROOT BUILD: clang-tidy over every C file of the build, by .clang-tidy. Test
programs are left out: cmocka's macros and deliberate mischief are not its business."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tree


def units(root, build):
    """The project's own sources (what protoc-c generates lies in the build)."""
    commands = json.loads((build / "compile_commands.json").read_text())
    for path in sorted({Path(entry["file"]) for entry in commands}):
        inside = path.is_relative_to(root) and not path.is_relative_to(build)
        if inside and not path.is_relative_to(root / "tests"):
            yield path


def complaint(build, path):
    ran = subprocess.run(
        ["clang-tidy", "--quiet", "-p", str(build), str(path)], capture_output=True, text=True
    )
    return ran.stdout.strip() or ran.stderr.strip() if ran.returncode else None


def complaints(root, build):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: complaint(build, path), units(root, build))
    return [text for text in found if text]


if __name__ == "__main__":
    tree.verdict(complaints(tree.root_argument(), Path(sys.argv[2]).resolve()))
