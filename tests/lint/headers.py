"""headers.py ROOT CC: every header compiles alone."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import tree

OPTIONS = "-std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -x c".split()


def complaint(root, compiler, path):
    """What the compiler says of this header alone, or nothing."""
    unit = f'#include "{path.relative_to(root).as_posix()}"\n'
    ran = subprocess.run(
        [compiler, *OPTIONS, f"-I{root}", "-"], input=unit, capture_output=True, text=True
    )
    return ran.stderr if ran.returncode else None


def complaints(root, compiler):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: complaint(root, compiler, path), tree.files(root, ".h"))
    return [text for text in found if text]


if __name__ == "__main__":
    tree.verdict(complaints(tree.root_argument(), sys.argv[2]))
