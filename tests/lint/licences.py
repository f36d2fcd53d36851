"""licences.py ROOT: every file says whose it is and under which licence, as the REUSE specification
wants it. 77: no `reuse` here."""

import shutil
import subprocess
import sys

import tree

if __name__ == "__main__":
    root = tree.root_argument()
    if shutil.which("reuse") is None:
        print("skipped: reuse is not installed (sh deploy/install check)")
        sys.exit(77)
    ran = subprocess.run(["reuse", "--root", root, "lint"], capture_output=True, text=True)
    print(ran.stdout + ran.stderr)
    sys.exit(ran.returncode)
