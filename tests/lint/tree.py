"""The files of the project, and C text without its comments and strings."""

import re
import sys
from pathlib import Path

FOLDERS = ("proto", "store", "daemon", "client", "tests", "deploy", ".ci")

_NOISE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL
)


def files(root, *suffixes):
    """Every file under the project's folders whose suffix is one of these, sorted."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            hidden = any(part == "__pycache__" for part in path.parts)
            if path.is_file() and not hidden and (not suffixes or path.suffix in suffixes):
                yield path


def shell_scripts(root):
    for path in files(root, "", ".sh"):
        if path.read_bytes().startswith(b"#!") and b"sh" in path.read_bytes().split(b"\n")[0]:
            yield path


def without_noise(text):
    """C text whose comments are blanks and whose literals are empty; lines stay lines."""

    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found[0] * 2
        return "\n" * found.count("\n") or " "

    return _NOISE.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def verdict(complaints):
    """Prints each complaint and ends the script: 0 when there is none."""
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} complaint(s)")
    sys.exit(1 if complaints else 0)


def root_argument():
    return Path(sys.argv[1]).resolve()
