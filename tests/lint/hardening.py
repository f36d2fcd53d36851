"""hardening.py BUILD FORTIFIED: the programs were built as distributions build theirs.

FORTIFIED is 0 where there was no optimiser for FORTIFY to work with."""

import pathlib
import subprocess
import sys

import tree

PROGRAMS = ("wachtpostd", "wachtpostctl", "wachtpost")


def readelf(option, path):
    return subprocess.run(
        ["readelf", "--wide", option, path], capture_output=True, text=True, check=True
    ).stdout


def stack_is_data(segments):
    return any("GNU_STACK" in line and "RWE" not in line for line in segments.splitlines())


def complaints_of(path, fortified):
    dynamic, segments = readelf("--dynamic", path), readelf("--segments", path)
    names = readelf("--dyn-syms", path)
    wanted = {
        "is no position independent executable": "PIE" in dynamic,
        "binds its symbols when they are first used": "BIND_NOW" in dynamic,
        "leaves its tables of addresses writable": "GNU_RELRO" in segments,
        "has a stack that can be run": stack_is_data(segments),
        "has no guard on its stack": "__stack_chk_fail" in names,
        "was built without FORTIFY": "_chk@" in names.replace("__stack_chk", "") or not fortified,
    }
    return [f"{path.name} {why}" for why, holds in wanted.items() if not holds]


def complaints(build, fortified):
    paths = [build / "bin" / name for name in PROGRAMS]
    return [text for path in paths for text in complaints_of(path, fortified)]


if __name__ == "__main__":
    tree.verdict(complaints(pathlib.Path(sys.argv[1]), sys.argv[2] == "1"))
