"""Small files that must survive a power cut, and the only place that changes the disk.

A file is written beside its own, fsynced and renamed over it, and then its folder is
fsynced: the rename is durable only once that is. Windows cannot fsync a folder and does not
need it for its own file system's journal; there that step does nothing."""

import contextlib
import errno
import os

from wachtpost.errors import BadConfiguration, Damaged, Full, Trouble

_NO_SYNC = (errno.EINVAL, errno.EACCES, errno.EPERM, errno.EISDIR)
# What Unix has no word for: no translation of line ends.
_BINARY = getattr(os, "O_BINARY", 0)


def trouble(path, doing, error):
    """The OSError in words for a person: Full when there was no room."""
    full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return (Full if full else Trouble)(f"{path}: {doing}: {error.strerror}")


def _write_new(path, content, flags):
    file = os.open(path, os.O_WRONLY | os.O_CREAT | _BINARY | flags, 0o600)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        os.fsync(file)
    finally:
        os.close(file)


def sync_folder(path):
    """What was made, renamed or removed in the folder is so after a power cut too."""
    try:
        folder = os.open(path, os.O_RDONLY)
    except OSError as error:
        if os.name != "posix" and error.errno in _NO_SYNC:
            return
        raise
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def folder_of(path):
    return os.path.dirname(path) or "."


def create(path, content):
    """A file that was not there yet, for its owner alone. Durable when it returns; OSError
    (FileExistsError among them): nothing was made."""
    try:
        _write_new(path, content, os.O_EXCL)
        sync_folder(folder_of(path))
    except FileExistsError:
        raise
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def replace(path, content):
    """Writes PATH.new, fsyncs it, renames it over PATH and fsyncs the folder. Durable when it
    returns; Full or Trouble: then the old content stands."""
    fresh = path + ".new"
    try:
        _write_new(fresh, content, os.O_TRUNC)
    except OSError as error:
        raise trouble(fresh, "schrijven mislukt", error) from None
    try:
        os.replace(fresh, path)
        sync_folder(folder_of(path))
    except OSError as error:
        raise trouble(path, "vervangen mislukt", error) from None


def rename(path, new_path):
    """Durable when it returns."""
    try:
        os.replace(path, new_path)
        sync_folder(folder_of(new_path))
    except OSError as error:
        raise trouble(path, "hernoemen mislukt", error) from None


def remove(path):
    """Removes a file that may be there. Not durable before sync_folder."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise trouble(path, "verwijderen mislukt", error) from None


def read(path, most_bytes):
    """The whole file; None when it is not there. Damaged above most_bytes, Trouble."""
    try:
        with open(path, "rb") as file:
            content = file.read(most_bytes + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise trouble(path, "lezen mislukt", error) from None
    if len(content) > most_bytes:
        raise Damaged(f"{path}: groter dan {most_bytes} bytes")
    return content


def read_head(path, most_bytes):
    """The first so many bytes of a file, or all of it. Trouble."""
    try:
        with open(path, "rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise trouble(path, "lezen mislukt", error) from None


def make_folder(path):
    """The folder, and any above it, for the owner alone where they did not exist.
    BadConfiguration: it cannot be used."""
    if os.path.isdir(path) and os.access(path, os.W_OK | os.X_OK):
        return
    try:
        above = os.path.dirname(os.path.abspath(path))
        if not os.path.isdir(above):
            make_folder(above)
        if not os.path.isdir(path):
            os.mkdir(path, 0o700)
            sync_folder(above)
    except FileExistsError:
        pass
    except OSError as error:
        raise BadConfiguration(
            f"map {path} kan niet worden gemaakt: {error.strerror}"
        ) from None
    if not os.path.isdir(path) or not os.access(path, os.W_OK | os.X_OK):
        raise BadConfiguration(f"in map {path} kan niet worden geschreven")
