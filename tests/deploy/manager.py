"""A systemd of the test's own, if this machine lets it: one that starts no machine, in namespaces
and a control group of its own, which knows no units but those it is given. It is another process of
the same program, so what it makes of a unit is what an operator gets, but for the sandbox."""

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import time

SYSTEMD = pathlib.Path("/lib/systemd/systemd")
CGROUPS = pathlib.Path("/sys/fs/cgroup")
PATIENCE_S = 30
# What else its own targets ask for, and nothing that this machine would start for a person.
BARE = ("default", "basic", "sockets", "timers", "paths", "shutdown")

# As the first process it would be a machine's; so a shell is that, and ends with it.
START = """
mount -t tmpfs none /run && mkdir -p /run/systemd/system || exit
"$0" --user --log-target=null
exit $?
"""


def own_groups():
    """Where this process stands in the hierarchies that systemd uses: one, or two beside older ones."""
    stands = dict(line.rstrip("\n").split(":", 2)[1:]
                  for line in open("/proc/self/cgroup", encoding="ascii"))
    if (CGROUPS / "cgroup.controllers").exists():
        return [CGROUPS / stands[""].lstrip("/")]
    found = [CGROUPS / "systemd" / stands.get("name=systemd", "/").lstrip("/")]
    if (CGROUPS / "unified").is_dir():
        found.append(CGROUPS / "unified" / stands.get("", "/").lstrip("/"))
    return found


def what_is_missing():
    """Why it cannot be; None: it can."""
    if os.geteuid() != 0:
        return "only root makes namespaces"
    if not SYSTEMD.exists():
        return "there is no systemd"
    tried = subprocess.run(["unshare", "-m", "-p", "-f", "-C", "--mount-proc", "true"],
                           capture_output=True, check=False)
    if tried.returncode != 0:
        return "no namespaces of its own here"
    made = []
    try:
        for group in own_groups():
            (group / f"wachtpost-try-{os.getpid()}").mkdir()
            made.append(group / f"wachtpost-try-{os.getpid()}")
    except OSError:
        return "no control group of its own here"
    finally:
        for group in made:
            group.rmdir()
    return None


class Manager:
    def __init__(self, folder):
        self.folder = folder
        # Where it also keeps what is enabled.
        self.units = folder / "config" / "systemd" / "user"
        self.units.mkdir(parents=True)
        for part in ("run", "home"):
            (folder / part).mkdir(mode=0o700)
        for name in BARE:
            self.add(f"{name}.target", "[Unit]\nDefaultDependencies=no\n")
        self.groups = [group / f"wachtpost-test-{os.getpid()}" for group in own_groups()]
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"),
            "XDG_RUNTIME_DIR": str(folder / "run"), "XDG_CONFIG_HOME": str(folder / "config"),
            "SYSTEMD_UNIT_PATH": str(self.units),
        }

    def add(self, name, text):
        (self.units / name).write_text(text, encoding="utf-8")

    def __enter__(self):
        for group in self.groups:
            group.mkdir()
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        self.process = subprocess.Popen(
            ["unshare", "-m", "-p", "-f", "--kill-child", "-C", "--mount-proc",
             "sh", "-c", START, str(SYSTEMD)],
            env=self.environment, preexec_fn=self._enter_groups,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait(lambda: self._ask("is-system-running").returncode == 0)

    def _enter_groups(self):
        for group in self.groups:
            (group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(PATIENCE_S)
        for group in self.groups:
            self._wait(lambda group=group: self._remove(group))

    def _remove(self, top):
        """Groups of processes that are still dying cannot be removed yet."""
        for folder, _, _ in os.walk(top, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        return not top.exists()

    def _wait(self, holds):
        until = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < until
            assert self.process.poll() in (None, -signal.SIGKILL)
            time.sleep(0.05)

    def _ask(self, *words):
        pid = self.process.pid
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        target = children.split()[0] if children else "0"
        return subprocess.run(
            ["nsenter", "-t", target, "-m", "-p", "-C", "systemctl", "--user", "--no-pager", *words],
            env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def ask(self, *words):
        ran = self._ask(*words)
        assert ran.returncode == 0, (words, ran.stderr)
        return ran.stdout

    def fails(self, *words):
        return self._ask(*words).returncode != 0

    def shown(self, unit, *names):
        text = self.ask("show", "-p", ",".join(names), unit)
        found = dict(re.findall(r"(?m)^(\w+)=(.*)$", text))
        return tuple(found[name] for name in names)

    def wait_shown(self, unit, name, wanted):
        self._wait(lambda: re.search(wanted, self.shown(unit, name)[0]))
