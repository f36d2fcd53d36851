"""The control socket: what the operator tells a running daemon, and who else tries to."""

import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile

import pytest
from running import ENDPOINTS, PATIENCE_S, Daemon, ctl, told

DONE, USAGE, DATA, CONFIG, IN_USE = 0, 64, 65, 78, 75
LONGEST = 4096
START = ("--virtual-clock", "2025-01-10T08:00:00Z")
BROKEN = 'roles = {"chef"}\n'


@pytest.fixture
def post(tmp_path):
    folder = tmp_path / "post"
    assert ctl("init", folder, "--virtual", *ENDPOINTS).returncode == DONE
    return folder


@pytest.fixture
def daemon(post):
    with Daemon(post, *START) as running:
        yield running


def connect(post):
    peer = socket.socket(socket.AF_UNIX)
    patience = struct.pack("ll", PATIENCE_S, 0)
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)  # the queue may be full
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
    peer.connect(str(post / "control.sock"))
    return peer


def rest(peer):
    """Until the daemon hangs up."""
    with peer:
        got = b""
        while part := peer.recv(65536):
            got += part
        return got


def say(post, line):
    peer = connect(post)
    peer.sendall(line)
    return rest(peer)


def test_status_is_told_by_the_daemon_that_runs_and_without_one_by_its_store(post):
    before = told(post, "status")
    with Daemon(post, *START):
        during = told(post, "status")
    after = told(post, "status")
    assert before.returncode == 74
    assert "start wachtpostd with --virtual-clock INSTANT first" in before.stderr
    for ran in (during, after):
        assert (ran.returncode, ran.stderr) == (DONE, "")
        assert "store: virtual; " in ran.stdout
        assert "participants: 0" in ran.stdout
    assert "days: evaluated up to 2025-01-10; " in during.stdout
    assert "No daemon runs" not in during.stdout
    assert after.stdout.endswith("(No daemon runs; this was done with its store.)\n")
    assert after.stdout.splitlines()[1:-1] == during.stdout.splitlines()[1:]
    assert "store: virtual; 1 events, " in after.stdout


def test_a_real_store_is_opened_on_the_real_clock(tmp_path):
    folder = tmp_path / "real"
    assert ctl("init", folder, *ENDPOINTS).returncode == DONE
    ran = told(folder, "status")
    assert ran.returncode == DONE, ran.stderr
    assert "store: real; " in ran.stdout


def test_reload_counts_by_the_time_it_says_so(post, daemon):
    conf = post / "wachtpostd.conf"
    line = "wachtpost1:" + "0" * 80
    (post / "deelnemers.d" / "zon.conf").write_text(f'roles = {{"analist"}}\nkeys = {{"{line}"}}\n')
    ran = told(post, "reload")
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert ran.stdout == "the configuration was read again: 1 participants\n"
    assert "participants: 1" in told(post, "status").stdout
    conf.write_text(conf.read_text().replace('log_level = "info"', 'log_level = "error"'))
    logged = len(daemon.lines)
    assert told(post, "reload").returncode == DONE
    assert told(post, "status").returncode == DONE
    assert not [text for text in daemon.lines[logged:] if "command.answered name=\"status\"" in text]


def test_mistakes_come_back_as_text_and_change_nothing(post, daemon):
    (post / "deelnemers.d" / "zon.conf").write_text(BROKEN)
    answer = say(post, b"reload\n").decode()
    assert answer.startswith(f"error {CONFIG}\n")
    assert "deelnemers.d/zon.conf:1: chef is no role" in answer
    assert "nothing was changed" in answer
    assert "participants: 0" in say(post, b"status\n").decode()
    ran = told(post, "reload")
    assert ran.returncode == CONFIG
    assert "chef is no role" in ran.stderr
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_line("engine.reload_refused")


def test_what_is_no_command_is_refused_and_says_what_there_is(post, daemon):
    answer = say(post, b"dans\n").decode()
    assert answer.startswith(f"error {USAGE}\n")
    assert "there is no command dans" in answer
    assert "reload" in answer
    for line in (b"\n", b"status\tnow\n", b"st\0atus\n", b"\t" * 40 + b"\n", b"\xff\xfe\n"):
        assert say(post, line).startswith(b"error 64\n"), line
    assert "store: " in say(post, b"status\n").decode()


def test_a_line_of_any_length_ends(post, daemon):
    assert say(post, b"x" * LONGEST + b"\n").startswith(b"error 64\n")
    with connect(post) as peer:
        peer.sendall(b"x" * (LONGEST + 1))
        assert peer.recv(65536).startswith(b"error 64\n")
    assert say(post, b"status\n").startswith(b"ok\n")


def test_the_rest_of_what_somebody_says_counts_for_nothing(post, daemon):
    answer = say(post, b"status\nreload\n")
    assert answer.count(b"ok\n") == 1
    assert not [line for line in daemon.lines if 'name="reload"' in line]


def test_a_line_may_come_in_pieces(post, daemon):
    with connect(post) as peer:
        for byte in b"status\n":
            peer.sendall(bytes([byte]))
        assert rest(peer).startswith(b"ok\n")


def test_whoever_says_nothing_is_cut_off_and_the_next_one_heard(post, daemon):
    silent = connect(post)
    half = connect(post)
    half.sendall(b"stat")
    waiting = connect(post)
    waiting.sendall(b"status\n")
    assert rest(silent) == b""
    assert rest(half) == b""
    assert rest(waiting).startswith(b"ok\n")


def test_whoever_hangs_up_costs_nothing(post, daemon):
    for line in (b"", b"stat", b"status\n", b"x" * 9000):
        for _ in range(50):
            with connect(post) as peer:
                peer.sendall(line)
    assert say(post, b"status\n").startswith(b"ok\n")


def test_the_daemon_stops_while_somebody_holds_the_socket(post):
    with Daemon(post, *START):
        silent = connect(post)
    assert rest(silent) == b""
    assert not (post / "control.sock").exists()


def test_the_socket_is_the_daemons_own(post, daemon):
    made = (post / "control.sock").stat()
    assert stat.S_ISSOCK(made.st_mode)
    assert stat.S_IMODE(made.st_mode) == 0o600


def somebody_runs_python():
    """Where root alone may enter the folders above, nobody can be somebody else."""
    try:
        return subprocess.run([sys.executable, "-c", ""], user=65534, check=False).returncode == 0
    except PermissionError:
        return False


@pytest.mark.skipif(os.geteuid() != 0 or not somebody_runs_python(),
                    reason="only root can be somebody else, who may get here")
def test_another_user_is_not_heard_even_when_the_file_would_let_him(tmp_path):
    with tempfile.TemporaryDirectory(prefix="wachtpost-ctl-") as base:
        os.chmod(base, 0o755)
        folder = tmp_path / "post"
        assert ctl("init", folder, "--virtual", *ENDPOINTS).returncode == DONE
        conf = folder / "wachtpostd.conf"
        path = f"{base}/control.sock"
        conf.write_text(conf.read_text().replace('"control.sock"', f'"{path}"'))
        with Daemon(folder, *START) as daemon:
            os.chmod(path, 0o666)
            script = (
                "import socket,sys; s=socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]);\n"
                "try: s.sendall(b'reload\\n'); got = s.recv(99)\n"
                "except OSError: got = b''\n"
                "sys.exit(len(got))"
            )
            command = [sys.executable, "-c", script, path]
            assert subprocess.run(command, user=65534, timeout=PATIENCE_S, check=False).returncode == 0
            daemon.wait_line("control.stranger_refused")
            assert not [line for line in daemon.lines if "command.answered" in line]


def test_a_store_that_something_else_uses_is_left_alone(post):
    with Daemon(post, *START):
        (post / "control.sock").unlink()
        ran = told(post, "status")
    assert ran.returncode == IN_USE
    assert "no daemon listens at" in ran.stderr


def test_a_daemon_that_died_leaves_no_socket_that_is_in_the_way(post):
    daemon = Daemon(post, *START)
    with daemon:
        engine = int(
            subprocess.run(
                ["pgrep", "-P", str(daemon.process.pid), "-f", "engine"],
                capture_output=True, text=True, check=True,
            ).stdout.split()[0]
        )  # fmt: skip
        listening = len(daemon.lines)
        os.kill(engine, signal.SIGKILL)
        daemon.wait_line("engine.listening", listening)
        assert told(post, "status").returncode == DONE


def test_wrong_arguments_are_told(post):
    for command in ("reload", "status"):
        assert told(post, command, "more").returncode == USAGE
        assert ctl(command, "-c", post / "none.conf").returncode == CONFIG
