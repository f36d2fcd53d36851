"""A disk that forgets: what survives of the file operations of durable.py when the power goes.

Operations happen for real in a folder; each is noted as well. At a power cut a fresh folder
is made of what would be left: what was fsynced is there, of everything else chance decides.
Contents that were not fsynced are whole, torn or gone; entries of a folder that was not fsynced (a file
that was made, renamed or removed) happened or did not, each apart, in their order."""

import errno
import os
import shutil


class Cut(BaseException):
    """The power is off. Not an Exception: nothing may catch it and go on."""


class Disk:
    """Stands in for the module os in durable.py. `cut_at`: the number of the operation (from 1)
    that does not happen any more; `full_at`: the one from which on there is no room."""

    O_CREAT, O_WRONLY, O_RDONLY = os.O_CREAT, os.O_WRONLY, os.O_RDONLY
    O_EXCL, O_TRUNC = os.O_EXCL, os.O_TRUNC
    W_OK, X_OK, path, name = os.W_OK, os.X_OK, os.path, os.name
    access = staticmethod(os.access)

    def __init__(self, root, cut_at=None, full_at=None):
        self.root, self.cut_at, self.full_at = root, cut_at, full_at
        self.operations = 0
        self.opened = {}  # descriptor -> path
        self.content = {}  # file identity -> [durable bytes, bytes of now]
        self.durable = {}  # path -> file identity (None: a folder)
        self.pending = []  # (folder, what happens to its entries)
        for folder, folders, names in os.walk(root):
            for entry in folders:
                self.durable[os.path.join(folder, entry)] = None
            for entry in names:
                path = os.path.join(folder, entry)
                with open(path, "rb") as file:
                    held = file.read()
                self.durable[path] = self._new_identity(held, held)
        self.now = dict(self.durable)

    def _new_identity(self, durable, now):
        identity = len(self.content)
        self.content[identity] = [durable, now]
        return identity

    def _step(self, grows=False):
        self.operations += 1
        if self.operations == self.cut_at:
            raise Cut
        if grows and self.full_at and self.operations >= self.full_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _entry(self, path, identity):
        """The folder's entry `path` is this file from now on ("gone": there is none)."""
        self.pending.append((os.path.dirname(path), [(path, identity)]))
        self._apply(self.now, [(path, identity)])

    @staticmethod
    def _apply(entries, changes):
        for path, identity in changes:
            if identity == "gone":
                entries.pop(path, None)
            else:
                entries[path] = identity

    # ---- what durable.py calls

    def open(self, path, flags, mode=0o777):
        path = os.path.abspath(path)
        if flags & os.O_WRONLY:
            self._step(grows=True)
            real = os.open(path, flags, mode)
            if path not in self.now:
                self._entry(path, self._new_identity(b"", b""))
            if flags & os.O_TRUNC:
                self.content[self.now[path]][1] = b""
        else:
            real = os.open(path, flags)
        self.opened[real] = path
        return real

    def write(self, file, content):
        self._step(grows=True)
        written = os.write(file, content[: max(1, len(content) // 2)])  # a short write is one
        self.content[self.now[self.opened[file]]][1] += bytes(content[:written])
        return written

    def fsync(self, file):
        self._step(grows=True)
        path = self.opened[file]
        if os.path.isdir(path):
            for folder, changes in self.pending:
                if folder == path:
                    self._apply(self.durable, changes)
            self.pending = [change for change in self.pending if change[0] != path]
        else:
            held = self.content[self.now[path]]
            held[0] = held[1]

    def close(self, file):
        del self.opened[file]
        os.close(file)

    def replace(self, path, new_path):
        self._step()
        path, new_path = os.path.abspath(path), os.path.abspath(new_path)
        os.replace(path, new_path)
        changes = [(new_path, self.now[path]), (path, "gone")]
        self.pending.append((os.path.dirname(path), changes))  # a rename is one change
        self._apply(self.now, changes)

    def unlink(self, path):
        self._step()
        os.unlink(path)
        self._entry(os.path.abspath(path), "gone")

    def mkdir(self, path, mode):
        self._step(grows=True)
        os.mkdir(path, mode)
        self._entry(os.path.abspath(path), None)

    # ---- after the cut

    def survivors(self, chance):
        """path -> bytes (None: a folder) of what is left."""
        entries = dict(self.durable)
        for _, changes in self.pending:
            if chance.random() < 0.5:
                self._apply(entries, changes)
        left = {}
        for path, identity in sorted(entries.items()):
            above = os.path.dirname(path)
            if above == self.root or above in left:
                left[path] = None if identity is None else self._torn(identity, chance)
        return left

    def _torn(self, identity, chance):
        durable, now = self.content[identity]
        if durable == now or chance.random() < 0.3:
            return durable
        return now[: chance.randrange(len(now) + 1)] if chance.random() < 0.5 else now


def make_again(root, left):
    """The folder as the power cut left it."""
    shutil.rmtree(root)
    os.mkdir(root)
    for path, content in left.items():
        if content is None:
            os.mkdir(path)
        else:
            with open(path, "wb") as file:
                file.write(content)
