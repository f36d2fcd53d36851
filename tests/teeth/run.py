"""run.py [AREA | WORDS]...: takes each protection away in turn (or those of an area, or with one of
WORDS in their name) from a copy of the tree, builds, and runs the test that must fail there.

Exit code 1 when an edit no longer applies, when what is left does not build, when the test fails
with the protection in place, or when it passes without it.

All of it takes half an hour on two cores, some areas (protections.py names them) a minute; several
runs may go on beside each other. Some tests of `operators` and `guards` want root."""

import contextlib
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from protections import all_protections

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ("wachtpostd", "wachtpostctl", "wachtpost", "wachtpostd_fake", "python")
BUILD_ENDS_WITHIN_S = 1200
TEST_ENDS_WITHIN_S = 180  # or hangs, which is a way to fail
TEST_MEMORY_BYTES = 4 << 30  # what has lost its budget asks for all there is


class Problem(Exception):
    """Why nothing can be said of a protection."""


def copy_tree(to):
    """What git knows, and what is new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


class Tree:
    """A copy of the tree that is edited, built and put back."""

    def __init__(self, folder):
        self.folder, self.build = folder, folder / "build"
        launcher = ["-DCMAKE_C_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
        self.environment = os.environ | {
            "CCACHE_BASEDIR": str(folder), "CCACHE_NOHASHDIR": "1",
            "WACHTPOST_BIN": str(self.build / "bin"),
            "WACHTPOSTD_FAKE": str(self.build / "bin" / "wachtpostd_fake"),
            "WACHTPOSTCTL": str(self.build / "bin" / "wachtpostctl"),
            "WACHTPOSTD": str(self.build / "bin" / "wachtpostd"),
            "WACHTPOST": str(self.build / "bin" / "wachtpost"),
            "WACHTPOST_PYTHON": str(self.build / "python"),
            "DEPLOY": str(folder / "deploy"),
        }
        copy_tree(folder)
        self._must_run("cmake", "-S", str(folder), "-B", str(self.build), "-G", "Ninja", *launcher)

    def _run(self, *command, within_s):
        bound = (TEST_MEMORY_BYTES, TEST_MEMORY_BYTES)
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, timeout=within_s,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, bound),
        )

    def _must_run(self, *command):
        done = self._run(*command, within_s=BUILD_ENDS_WITHIN_S)
        if done.returncode:
            raise Problem(done.stdout[-2000:])

    def make(self, program):
        targets = PROGRAMS if program.endswith(".py") else (program,)
        self._must_run("ninja", "-j", str(os.cpu_count()), "-C", str(self.build), *targets)

    def fails(self, program, test):
        """Whether this test fails; any other one may."""
        try:
            done = self._run(*self._command(program, test), within_s=TEST_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            return True
        if done.returncode and not tells_failed(done.stdout, program, test):
            raise Problem(f"{program} fails, but not {test}:\n{done.stdout[-2000:]}")
        return done.returncode != 0

    def _command(self, program, test):
        if program.endswith(".py"):
            return ["/usr/bin/python3", "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
                    program, "-k", test]
        return [str(next(self.build.glob(f"tests/*/{program}")))]

    @contextlib.contextmanager
    def edited(self, edits):
        """Put back as it was copied, whatever becomes of the tree that it is a copy of."""
        whole = {edit.file: (self.folder / edit.file).read_text() for edit in edits}
        try:
            for edit in edits:
                path = self.folder / edit.file
                path.write_text(applied(edit, path.read_text()))
            yield
        finally:
            for file, text in whole.items():
                (self.folder / file).write_text(text)


def tells_failed(told, program, test):
    """Whether a program that failed says that it was this test; or died in it."""
    if program.endswith(".py"):
        return re.search(rf"^(FAILED|ERROR) .*::{test}\b", told, re.MULTILINE) is not None
    begun = re.findall(r"^\[ RUN +\] (\w+)", told, re.MULTILINE)
    ended = re.findall(r"^\[ +(?:OK|FAILED|SKIPPED) +\] (\w+)", told, re.MULTILINE)
    failed = any(f"[  {how}  ] {test}\n" in told for how in ("FAILED", "ERROR "))
    return failed or (begun[-1:] == [test] and test not in ended)


def applied(edit, text):
    """The text with the edit in it."""
    if text.count(edit.old) != 1:
        raise Problem(f"{edit.file} has {text.count(edit.old)} times: {edit.old}")
    return text.replace(edit.old, edit.new)


def check(tree, protection, whole):
    """What is wrong with it, or None. `whole` remembers which tests pass as things are."""
    wanted = (protection.program, protection.test)
    if wanted not in whole:
        tree.make(protection.program)
        whole[wanted] = not tree.fails(*wanted)
    if not whole[wanted]:
        return "its test fails with the protection in place"
    with tree.edited(protection.edits):
        tree.make(protection.program)
        return None if tree.fails(*wanted) else "NO TEETH: its test passes without it"


def is_asked_for(protection, words):
    return not words or any(word == protection.area or word in protection.name for word in words)


def main(words):
    wrong, whole = 0, {}
    with tempfile.TemporaryDirectory(prefix="wp-teeth-") as folder:
        os.chmod(folder, 0o755)  # for tests in which root becomes somebody else
        tree = Tree(pathlib.Path(folder))
        for protection in all_protections():
            if not is_asked_for(protection, words):
                continue
            began = time.monotonic()
            try:
                problem = check(tree, protection, whole)
            except (Problem, subprocess.TimeoutExpired) as found:
                problem = str(found)
            wrong += problem is not None
            took = f"{time.monotonic() - began:.0f} s"
            print(f"{protection.area}: {protection.name}: "
                  f"{problem or 'its test fails without it'} ({took})", flush=True)
    print(f"{wrong} without teeth")
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
