"""A daemon in a folder of its own, and wachtpostctl beside it."""

import os
import subprocess
import threading

CTL, DAEMON = os.environ["WACHTPOSTCTL"], os.environ["WACHTPOSTD"]
PATIENCE_S = 60
ENDPOINTS = ("--listen", "tcp://127.0.0.1:*", "--listen-bell", "tcp://127.0.0.1:*")


def ctl(*arguments):
    return subprocess.run([CTL, *map(str, arguments)], capture_output=True, text=True)


def told(folder, command, *arguments):
    """What wachtpostctl COMMAND says about this installation."""
    return ctl(command, "-c", folder / "wachtpostd.conf", *arguments)


class Daemon:
    """Runs until it is left; in `lines` stands what it logged."""

    def __init__(self, folder, *arguments, environment=None):
        command = [DAEMON, "-c", str(folder / "wachtpostd.conf"), *arguments]
        self.lines = []
        self.changed = threading.Condition()
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def wait_line(self, words, after=0):
        """The index of the first line from `after` on that has these words."""

        def find():
            found = (i for i in range(after, len(self.lines)) if words in self.lines[i])
            return next(found, None)

        with self.changed:
            assert self.changed.wait_for(lambda: find() is not None, PATIENCE_S), (
                f"no {words!r} in\n" + "\n".join(self.lines)
            )
            return find()

    def __enter__(self):
        try:
            self.wait_line("front.listening")
        except AssertionError:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
        ended = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()
        assert ended == 0, "\n".join(self.lines)

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()
