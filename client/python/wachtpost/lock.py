"""One process at a time: a lock file that the system itself opens again when its holder ends,
however it ends. On Unix it is the flock that the C client takes, so that the two keep
each other out as well."""

import errno
import os

from wachtpost.errors import BadConfiguration, Busy

try:
    import fcntl

    def _take(file):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give(file):
        fcntl.flock(file, fcntl.LOCK_UN)
except ImportError:
    import msvcrt

    def _take(file):
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _give(file):
        # Windows frees what a closed file held when it comes to it.
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)


_TAKEN = (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)


class Lock:
    """Held from the making of it until close (or the end of the process). Busy: somebody else
    has it. BadConfiguration: the file cannot be made."""

    def __init__(self, path):
        self._file = None
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise BadConfiguration(f"{path}: {error.strerror}") from None
        try:
            _take(file)
        except OSError as error:
            os.close(file)
            if error.errno not in _TAKEN:
                raise BadConfiguration(f"{path}: {error.strerror}") from None
            raise Busy(
                f"{path} is in gebruik door een ander proces; er loopt al een wachtpost met deze "
                "map: sluit die, of geef een andere --state"
            ) from None
        self._file = file

    def close(self):
        if self._file is not None:
            _give(self._file)
            os.close(self._file)
            self._file = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
