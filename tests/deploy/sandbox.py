"""sandbox.py UNIT [SOURCE=TARGET...] -- COMMAND...: runs COMMAND under as much of a unit's
sandbox as can be had without a systemd that runs.

Anybody: no new privileges, and by seccomp the unit's system calls, address families and namespaces,
and no memory that is both written and run where it says so. Root also: the unit's view of the file system and of the network, and
its user as `nobody` without capabilities. SOURCE=TARGET puts something of the test's where the
unit expects TARGET. What systemd does beside that (cgroups, device policy, user namespaces) is
not tried here."""

import ctypes
import errno
import os
import pathlib
import pwd
import socket
import subprocess
import sys

import seccomp

PR_SET_NO_NEW_PRIVS = 38
MS_RDONLY, MS_NOSUID, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 32, 4096, 16384, 1 << 18
CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
PROT_WRITE_AND_EXEC = 2 | 4
LIBC = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def mount(source, target, kind, flags, options=""):
    texts = (source, str(target), kind)
    encoded = (text.encode() if text else None for text in texts)
    check(LIBC.mount(*encoded, flags, options.encode()), f"mount {target}")


def settings(unit):
    """Every value of each directive, in order."""
    found = {}
    for line in pathlib.Path(unit).read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def says_yes(unit_settings, directive):
    return unit_settings.get(directive, ["no"])[-1] == "yes"


def calls_of(name):
    """The system calls behind a name; @sets hold others."""
    if not name.startswith("@"):
        return {name}
    ran = subprocess.run(
        ["systemd-analyze", "--no-pager", "syscall-filter", name],
        capture_output=True,
        text=True,
        check=True,
    )
    words = [line.strip() for line in ran.stdout.splitlines()[1:]]
    return {call for word in words if word and word[0] != "#" for call in calls_of(word)}


def allowed_calls(unit_settings):
    allowed = calls_of("@default")
    for value in unit_settings["SystemCallFilter"]:
        named = {call for word in value.lstrip("~").split() for call in calls_of(word)}
        allowed = allowed - named if value.startswith("~") else allowed | named
    if says_yes(unit_settings, "RestrictNamespaces"):
        allowed -= {"setns", "unshare"}
    return allowed


def add_rule(rules, action, call, *arguments):
    """Not every name is a call of this machine."""
    try:
        rules.add_rule(action, call, *arguments)
    except (OSError, RuntimeError):
        pass


def call_filter(unit_settings):
    refuse = seccomp.ERRNO(errno.EPERM)
    rules = seccomp.SyscallFilter(refuse)
    families = unit_settings["RestrictAddressFamilies"][0].split()
    masked = seccomp.MASKED_EQ
    code_calls = ("mmap", "mprotect") if says_yes(unit_settings, "MemoryDenyWriteExecute") else ()
    for call in allowed_calls(unit_settings) - {"socket", *code_calls}:
        add_rule(rules, seccomp.ALLOW, call)
    for family in families:
        number = int(getattr(socket, family))
        rules.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, number))
    for call in code_calls:
        for protection in (0, 2, 4):
            argument = seccomp.Arg(2, masked, PROT_WRITE_AND_EXEC, protection)
            rules.add_rule(seccomp.ALLOW, call, argument)
    return rules


def make_mount_point(source, target):
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()


def empty_root(unit_settings, placed):
    """TemporaryFileSystem=/ with nothing in it but BindReadOnlyPaths."""
    root = pathlib.Path("/mnt")
    mount("tmpfs", root, "tmpfs", MS_NOSUID, "mode=0755")
    for path in " ".join(unit_settings["BindReadOnlyPaths"]).split():
        source = pathlib.Path(placed.get(path, path))
        if not source.exists():
            continue
        target = root / path.lstrip("/")
        make_mount_point(source, target)
        mount(str(source), target, "", MS_BIND | MS_REC)
        mount("", target, "", MS_REMOUNT | MS_BIND | MS_RDONLY)
    mount("", root, "", MS_REMOUNT | MS_RDONLY | MS_NOSUID)
    os.chroot(root)
    os.chdir("/")


def enter_namespaces(unit_settings, placed):
    check(LIBC.unshare(CLONE_NEWNS), "unshare")
    mount("", "/", "", MS_REC | MS_PRIVATE)
    if "PrivateNetwork" in unit_settings:
        check(LIBC.unshare(CLONE_NEWNET), "unshare")
    if "TemporaryFileSystem" in unit_settings:
        empty_root(unit_settings, placed)


def become(user):
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


def main():
    split = sys.argv.index("--")
    unit_settings = settings(sys.argv[1])
    placed = {}
    for pair in sys.argv[2:split]:
        source, _, target = pair.partition("=")
        placed[target] = source
    # While the user's name and systemd-analyze can still be found.
    nobody, rules = pwd.getpwnam("nobody"), call_filter(unit_settings)
    if os.geteuid() == 0:
        enter_namespaces(unit_settings, placed)
        become(nobody)
    check(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    rules.load()
    command = sys.argv[split + 1 :]
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
