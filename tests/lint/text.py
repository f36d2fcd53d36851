"""text.py ROOT: nothing left open in the text, no path of somebody's machine, and every
shell script is POSIX."""

import re
import subprocess

import tree

SUFFIXES = (".c", ".h", ".py", ".sh", ".md", ".txt", ".cmake", ".proto", ".in", ".json", ".conf", "")
TOP = ("CMakeLists.txt", "CMakePresets.json", "README.md", "publiccode.yml", ".clang-tidy", ".reuse/dep5")

# Put together here, so that this file does not complain of itself.
OPEN_ENDS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
MACHINE = re.compile(r"(?<![\w.{}$)])/(work|home|root)/|(?<![\w.{}$)])/tmp/(?!\S*X{6})")
BASHISM = re.compile(r"\[\[|^\s*function\s|^\s*local\s|<<<|\$'|\bsource\s|&>|=\(|\{[0-9]+\.\.")


def texts(root):
    yield from (root / name for name in TOP if (root / name).exists())
    yield from tree.files(root, *SUFFIXES)


def text_complaints(root):
    for path in texts(root):
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, 1):
            for pattern, why in ((OPEN_ENDS, "left open"), (MACHINE, "a machine's path")):
                if pattern.search(line):
                    yield f"{path.relative_to(root)}:{number}: {why}: {line.strip()}"


def shell_complaints(root):
    for path in tree.shell_scripts(root):
        name, text = path.relative_to(root), path.read_text()
        if name.parts[0] == ".ci":
            continue
        if not text.startswith("#!/bin/sh\n"):
            yield f"{name}: does not start with #!/bin/sh"
        ran = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True)
        if ran.returncode:
            yield ran.stderr.strip()
        for number, line in enumerate(text.splitlines(), 1):
            if not line.lstrip().startswith("#") and BASHISM.search(line):
                yield f"{name}:{number}: not POSIX: {line.strip()}"


def complaints(root):
    yield from text_complaints(root)
    yield from shell_complaints(root)


if __name__ == "__main__":
    tree.verdict(list(complaints(tree.root_argument())))
