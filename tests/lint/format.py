"""format.py ROOT: every C file is as clang-format leaves it."""

import subprocess
import sys

import tree

if __name__ == "__main__":
    paths = [str(path) for path in tree.files(tree.root_argument(), ".c", ".h")]
    sys.exit(subprocess.run(["clang-format", "--dry-run", "-Werror", *paths]).returncode)
