"""globals.py BUILD: no mutable globals in any archive of this build, but for main.c
and log.c. Constant tables with pointers in them (.data.rel.ro) are constant."""

import subprocess
import sys
from pathlib import Path

import tree

MUTABLE = (".data", ".bss", ".tdata", ".tbss", "*COM*")
EXCEPT = ("main.c.o", "log.c.o")


def mutable_symbols(archive):
    """"object: symbol" of each object in a writable section."""
    ran = subprocess.run(
        ["nm", "--defined-only", "-f", "sysv", str(archive)],
        capture_output=True,
        text=True,
        check=True,
    )
    member = ""
    for line in ran.stdout.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if line.endswith("]:"):
            member = line[line.index("[") + 1 : -2]
        elif len(columns) == 7 and is_mutable(columns) and member not in EXCEPT:
            yield f"{archive.name}: {member}: {columns[0]} is mutable"


def is_mutable(columns):
    section = columns[6]
    return section.startswith(MUTABLE) and not section.startswith(".data.rel.ro")


def complaints(build):
    for archive in sorted(build.rglob("*.a")):
        yield from mutable_symbols(archive)


if __name__ == "__main__":
    tree.verdict(list(complaints(Path(sys.argv[1]))))
