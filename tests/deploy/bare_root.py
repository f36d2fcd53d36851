"""A Debian of its own, made by debootstrap from this machine's mirror, in which commands run as root
and without any network but a loopback. What runs in it ends with it."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request

SUITE = "bookworm"
PATIENCE_S = 420
MIRROR_PATIENCE_S = 20
URIS = re.compile(r"^URIs:\s*(\S+)", re.M)
DEB = re.compile(r"^deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+" + SUITE + r"\s", re.M)
# Neither the machine's keys and certificates nor who called matters in there.
ENVIRONMENT = {
    "DEBIAN_FRONTEND": "noninteractive",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}

# Process 1 of the root's own world, which is over when this ends: when its input does.
KEEPER = """
import fcntl, os, socket, struct, subprocess, sys
with socket.socket() as any_socket:
    asked = struct.pack("16sh", b"lo", 0)
    flags = struct.unpack("16sh", fcntl.ioctl(any_socket, 0x8913, asked))[1]
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", flags | 1))
subprocess.run(["mount", "-t", "proc", "proc", sys.argv[1] + "/proc"], check=True)
print("ready", flush=True)
sys.stdin.read()
"""


def mirror():
    """Where this machine gets its Debian from; None: it does not say."""
    folder = pathlib.Path("/etc/apt")
    for path in (folder / "sources.list.d/debian.sources", folder / "sources.list"):
        if path.exists():
            found = (URIS if path.suffix == ".sources" else DEB).search(path.read_text(encoding="utf-8"))
            if found:
                return found[1]
    return None


def is_reached(address):
    try:
        with urllib.request.urlopen(f"{address}/dists/{SUITE}/Release", timeout=MIRROR_PATIENCE_S):
            return True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def can_make_devices(folder):
    probe = folder / "null"
    made = subprocess.run(["mknod", probe, "c", "1", "3"], capture_output=True, check=False)
    try:
        return made.returncode == 0 and not probe.write_text("")
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)


def can_be_apart():
    apart = ["unshare", "--net", "--pid", "--fork", "true"]
    return subprocess.run(apart, capture_output=True, check=False).returncode == 0


def hindrance(folder):
    """Why no such root can be made here, or None."""
    if os.geteuid() != 0:
        return "only root can make a bare root"
    if shutil.which("debootstrap") is None:
        return "debootstrap is not installed (sh deploy/install check)"
    if not can_make_devices(folder):
        return "no devices can be made here (a container without mknod, or a folder mounted nodev)"
    if not can_be_apart():
        return "no namespaces of processes and network can be made here"
    if mirror() is None:
        return "neither debian.sources nor sources.list of this machine names a mirror"
    if not is_reached(mirror()):
        return "this machine's mirror of Debian cannot be reached"
    return None


def unmount(path):
    """Whatever may still be mounted in there, also by a debootstrap that was cut short."""
    for inside in ("proc", "sys", "dev"):
        subprocess.run(["umount", "--lazy", path / inside], capture_output=True, check=False)


class BareRoot:
    def __init__(self, path, packages):
        self.path = path
        make = ["debootstrap", "--variant=minbase", f"--include={','.join(packages)}", SUITE, path, mirror()]
        made = subprocess.run(make, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
        assert made.returncode == 0, made.stdout + made.stderr
        # Where / is no mount (in a chroot) nothing can be mounted apart from the others.
        mounts = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
        self.mounts = ["--mount"] if mounts.returncode == 0 else []
        apart = ["unshare", *self.mounts, "--net", "--pid", "--fork", "--kill-child"]
        self.keeper = subprocess.Popen(
            [*apart, sys.executable, "-c", KEEPER, path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        assert self.keeper.stdout.readline() == "ready\n"
        children = f"/proc/{self.keeper.pid}/task/{self.keeper.pid}/children"
        self.first = pathlib.Path(children).read_text(encoding="utf-8").strip()

    def command(self, *words):
        mounts = [*self.mounts, "--root"] if self.mounts else []
        inside = ["nsenter", f"--target={self.first}", "--net", "--pid", *mounts]
        return [*inside, "chroot", str(self.path), *map(str, words)]

    def run(self, *words, expect=0, given=None):
        ran = subprocess.run(self.command(*words), capture_output=True, text=True, input=given,
                             timeout=PATIENCE_S, check=False, env=ENVIRONMENT)
        assert ran.returncode == expect, f"{words}: {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def start(self, *words):
        return subprocess.Popen(self.command(*words), stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)

    def end_all(self):
        """Ends everything that runs in there."""
        subprocess.run(self.command("sh", "-c", "kill -KILL -1"), capture_output=True, check=False)

    def at(self, path):
        return self.path / str(path).lstrip("/")

    def close(self):
        self.keeper.stdin.close()
        try:
            self.keeper.wait(PATIENCE_S)
        finally:
            self.keeper.send_signal(signal.SIGKILL)
            self.keeper.stdout.close()
