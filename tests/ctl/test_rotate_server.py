"""wachtpostctl rotate-server, with the real daemon and clients of before, meanwhile and after."""

import os
import re
import signal
import stat
import subprocess
import threading

import pytest

CTL, DAEMON = os.environ["WACHTPOSTCTL"], os.environ["WACHTPOSTD"]
CLIENT = os.path.join(os.environ["WACHTPOST_BIN"], "wachtpost")
DONE, USAGE, CANNOT_CREATE, CONFIG = 0, 64, 73, 78
PATIENCE_S = 30
BEGIN = ("--listen", "tcp://127.0.0.2:*", "--listen-bell", "tcp://127.0.0.2:*", "--seed", "new.seed")


def ctl(*arguments):
    return subprocess.run([CTL, *map(str, arguments)], capture_output=True, text=True)


def rotate(post, *arguments):
    return ctl("rotate-server", "-c", post / "wachtpostd.conf", *arguments)


@pytest.fixture
def post(tmp_path):
    folder = tmp_path / "post"
    anywhere = ("--listen", "tcp://127.0.0.1:*", "--listen-bell", "tcp://127.0.0.1:*")
    assert ctl("init", *anywhere, folder).returncode == DONE
    return folder


def server_key(said):
    return re.search(r"server_key = '([^']+)'", said)[1]


class Daemon:
    def __init__(self, post):
        self.lines, self.changed = [], threading.Condition()
        self.process = subprocess.Popen(
            [DAEMON, "-c", str(post / "wachtpostd.conf")], stderr=subprocess.PIPE, text=True
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()

    def wait_line(self, pattern, after=0):
        def found():
            return next(filter(None, (re.search(pattern, at) for at in self.lines[after:])), None)

        with self.changed:
            assert self.changed.wait_for(found, PATIENCE_S), self.lines
            return found()

    def reload(self):
        after = len(self.lines)
        self.process.send_signal(signal.SIGHUP)
        self.wait_line(r"engine\.reloaded", after)
        return after


def enrol_beheer(post):
    """A participant who may ask STATUS; what the operator is told to send it."""
    line = subprocess.run(
        [CLIENT, "keygen", str(post / "beheer.seed")], check=True, capture_output=True, text=True
    ).stdout.strip()
    arguments = ["enrol", "-c", post / "wachtpostd.conf", "--name", "b", "--role", "beheer"]
    if "--persoon" in ctl("enrol", "--help").stdout:
        arguments += ["--persoon", "B. Heer"]
    said = ctl(*arguments, line)
    assert said.returncode == DONE, said.stderr
    return server_key(said.stdout)


def status(post, endpoint, key):
    """The exit code of a client with these lines in its configuration."""
    conf = post / "client.conf"
    conf.write_text(f"server = '{endpoint}'\nserver_key = '{key}'\nkey = '{post}/beheer.seed'\n")
    ask = [CLIENT, "status", "-c", str(conf), "--timeout", "5"]
    return subprocess.run(ask, capture_output=True, timeout=PATIENCE_S).returncode


def test_old_and_new_lines_work_side_by_side_until_it_is_finished(post):
    old_key = enrol_beheer(post)
    with Daemon(post) as daemon:
        old_endpoint = daemon.wait_line(r"front\.listening endpoint=(\S+)")[1]
        assert status(post, old_endpoint, old_key) == DONE
        begun = rotate(post, "begin", *BEGIN)
        assert begun.returncode == DONE, begun.stderr
        new_key = server_key(begun.stdout)
        assert new_key != old_key
        after = daemon.reload()
        new_endpoint = daemon.wait_line(r"front\.listening endpoint=(\S+)", after)[1]
        assert status(post, new_endpoint, new_key) == DONE
        assert status(post, old_endpoint, old_key) == DONE
        assert status(post, new_endpoint, old_key) != DONE

        finished = rotate(post, "finish")
        assert finished.returncode == DONE, finished.stderr
        after = daemon.reload()
        daemon.wait_line(r"front\.door_shut endpoint=" + re.escape(old_endpoint), after)
        assert status(post, old_endpoint, old_key) != DONE
        assert status(post, new_endpoint, new_key) == DONE


def test_begin_and_finish_change_their_own_lines_only_and_the_seeds(post):
    conf = post / "wachtpostd.conf"
    before = conf.read_text().replace("log_level =", "# My own remark\nlog_level =")
    conf.write_text(before)
    conf.chmod(0o640)
    assert rotate(post, "begin", *BEGIN).returncode == DONE
    during = conf.read_text()
    assert stat.S_IMODE(conf.stat().st_mode) == 0o640
    assert stat.S_IMODE((post / "new.seed").stat().st_mode) == 0o600
    assert ctl("check", "-c", conf).returncode == DONE
    assert during.startswith(
        before.replace('"tcp://127.0.0.1:*"', '"tcp://127.0.0.2:*"').replace(
            'server_key = "server.seed"', 'server_key = "new.seed"'
        )
    )
    assert rotate(post, "finish").returncode == DONE
    assert conf.read_text() == during[: during.index("former_door {")]
    assert not (post / "server.seed").exists()
    assert (post / "new.seed").exists()
    assert ctl("check", "-c", conf).returncode == DONE


def test_options_that_were_not_written_are_added(post):
    conf = post / "wachtpostd.conf"
    kept = [line for line in conf.read_text().splitlines() if not line.startswith("server_key")]
    conf.write_text("\n".join(kept))
    assert rotate(post, "begin", *BEGIN).returncode == DONE
    text = conf.read_text()
    assert text.count('server_key = "new.seed"') == 1
    assert text.count('  server_key = "server.seed"') == 1
    assert ctl("check", "-c", conf).returncode == DONE


def content(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_cannot_be_done_changes_nothing_and_says_why(post):
    before = content(post)
    again = rotate(post, "finish")
    assert (again.returncode, content(post)) == (CONFIG, before)
    assert "no key is being replaced" in again.stderr
    for wrong, said in (
        (("--listen", "tcp://localhost:1", *BEGIN[2:]), "host name"),
        (("--listen", "here", *BEGIN[2:]), "tcp://ADDRESS:PORT"),
        ((*BEGIN[:4], "--seed", "server.seed"), "exists already"),
        ((*BEGIN[:4], "--seed", "no/such/folder"), "No such file"),
        ((*BEGIN[:4], "--seed", 'a"b'), "no quotes"),
    ):
        refused = rotate(post, "begin", *wrong)
        assert refused.returncode in (CONFIG, CANNOT_CREATE)
        assert said in refused.stderr
        assert content(post) == before
    assert rotate(post, "begin", *BEGIN).returncode == DONE
    during = content(post)
    twice = rotate(post, "begin", *BEGIN[:4], "--seed", "third.seed")
    assert (twice.returncode, content(post)) == (CONFIG, during)
    assert "finish that first" in twice.stderr


@pytest.mark.parametrize("arguments", [(), ("begin",), ("finish", *BEGIN), ("end",), ("begin", "finish")])
def test_wrong_usage_is_64(post, arguments):
    assert rotate(post, *arguments).returncode == USAGE
