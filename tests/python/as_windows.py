"""Runs the client with what Windows lacks taken away: python3 as_windows.py COMMAND ...

No fcntl but msvcrt (here a stand-in with the same manners), os.name is "nt", a folder cannot be
opened, and what os has on Unix alone is gone. It shows that nothing of it is called, not that
all goes well on Windows itself."""

import errno
import fcntl
import os
import sys
import types

# What is not ours may do as it does here.
import google.protobuf.internal.builder  # noqa: F401
import nacl.signing  # noqa: F401
import zmq.utils.monitor  # noqa: F401

UNIX_ONLY = (
    "fork chmod fchmod chown getuid geteuid getgid setsid killpg getpgid uname statvfs "
    "sync fdatasync mkfifo openpty readv writev sendfile link symlink nice"
).split()


def locking(file, mode, size):
    """msvcrt.locking: one byte, at once or EACCES."""
    assert mode == 2 and size == 1
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None


def open_files_only(path, flags, *mode):
    if os.path.isdir(path):
        raise PermissionError(errno.EACCES, "Permission denied", path)
    return unix_open(path, flags, *mode)


unix_open = os.open
sys.modules["fcntl"] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
os.open, os.name = open_files_only, "nt"
for name in UNIX_ONLY:
    delattr(os, name)

from wachtpost import __main__  # noqa: E402

sys.exit(__main__.main(sys.argv[1:]))
