"""A Debian machine for the length of a test, where commands for root can be carried out as they
stand: this machine's file system, of which what is changed stays apart, and no other network than
its own. systemctl, journalctl and apt are stand-ins (machine/)."""

import contextlib
import os
import pathlib
import select
import shutil
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent / "machine"
DEPLOY = pathlib.Path(os.environ["DEPLOY"]).resolve()
BUILD = pathlib.Path(os.environ["BUILD"]).resolve()
PACKAGES = pathlib.Path(os.environ.get("PACKAGES", BUILD / "none")).resolve()
PATIENCE_S = 180
OWN = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]


def why_not():
    """Why there can be no machine here; empty: there can."""
    if os.geteuid() != 0:
        return "only root makes a machine of its own"
    with Place() as place:
        try:
            with Machine(place):
                return ""
        except AssertionError as failure:
            last = str(failure).strip().splitlines()[-1]
            return f"no machine of its own can be made here: {last}"


class Place:
    """A folder for what machines share, as their /srv, and for what each of them keeps."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-machine-"))
        self.folder.chmod(0o755)
        self.shared = self.folder / "srv"
        self.shared.mkdir()
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def room(self):
        return tempfile.mkdtemp(dir=self.folder)


class Machine:
    def __init__(self, place):
        self.place, self.count, self.code = place, 0, 0
        folders = dict.fromkeys(str(one) for one in (DEPLOY.parent, BUILD, PACKAGES) if one.is_dir())
        command = [*OWN, HERE / "enter", place.room(), place.shared, *folders]
        self.shell = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT)
        try:
            self.run(f"cp {HERE}/systemctl {HERE}/journalctl {HERE}/apt /usr/local/sbin\n"
                     f"export BUILD={BUILD} DEPLOY={DEPLOY} PACKAGES={PACKAGES}\n"
                     "echo 127.0.0.1 wachtpost.example.nl >>/etc/hosts\n"
                     "mkdir -m 700 ~/post\ncd ~/post")
        except AssertionError:
            self.__exit__()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shell.kill()
        self.shell.wait(PATIENCE_S)
        with contextlib.suppress(BrokenPipeError):  # of what it was still to read
            self.shell.stdin.close()
        self.shell.stdout.close()

    def _answer(self):
        """The shell's next line; empty when it ended."""
        found, until = b"", time.monotonic() + PATIENCE_S
        while not found.endswith(b"\n"):
            left = max(0, until - time.monotonic())
            assert select.select([self.shell.stdout], [], [], left)[0], "no end to it"
            got = os.read(self.shell.stdout.fileno(), 1)
            if not got:
                return found.decode()
            found += got
        return found.decode()

    def run(self, script, answers="", codes=(0,)):
        """Carries out the lines of a script, as if typed one after the other, until one fails; what
        is asked meanwhile gets the answers. The last exit code is one of these, and then `code`.
        Returns what was printed."""
        self.count += 1
        name = f".{self.count}"
        for end, text in (("sh", f"set -e\n{script}\n"), ("in", answers), ("out", "")):
            (self.place.shared / f"{name}.{end}").write_text(text, encoding="utf-8")
        source = f". /srv/{name}.sh </srv/{name}.in >/srv/{name}.out 2>&1"
        source = source if codes == (0,) else f"({source})"  # or the shell would end with it
        with contextlib.suppress(BrokenPipeError):  # then it says at its end why there is none
            self.shell.stdin.write(f"{source}; echo done $?; set +e\n".encode())
            self.shell.stdin.flush()
        said = self._answer()
        printed = (self.place.shared / f"{name}.out").read_text(encoding="utf-8")
        assert said in [f"done {code}\n" for code in codes], f"{script}\n{said}{printed}"
        self.code = int(said.split()[1])
        return printed
