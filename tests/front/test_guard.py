"""What nobody on the machine sees of the daemon, and what it may not do itself."""

import contextlib
import grp
import os
import pathlib
import pwd
import resource
import signal
import subprocess
import time

import pytest
from post import BINARY, PATIENCE_S, Keys, Post

WACHTPOSTCTL = os.environ["WACHTPOSTCTL"]
SANITIZED = os.environ.get("WACHTPOST_SANITIZED", "0") == "1"
SOMEBODY = pwd.getpwnam("nobody")


def somebody_runs(program):
    """Where root alone may enter the folders above, nobody can be somebody else."""
    try:
        ran = subprocess.run([program, "--version"], user=SOMEBODY.pw_uid, group=SOMEBODY.pw_gid,
                             capture_output=True, check=False)
    except PermissionError:
        return False
    return ran.returncode == 0


IS_ROOT = os.geteuid() == 0
SOMEBODY_RUNS = not IS_ROOT or somebody_runs(BINARY)
as_root = pytest.mark.skipif(not IS_ROOT or not SOMEBODY_RUNS,
                             reason="only root can become somebody else, who may get here")
as_anybody = pytest.mark.skipif(not SOMEBODY_RUNS, reason="nobody but root may get here")


def fields(pid, name):
    """What /proc/PID/status says of it, by whitespace."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return line.split()[1:]
    raise AssertionError(f"no {name} of {pid}")


def core_limit(pid):
    for line in pathlib.Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines():
        if line.startswith("Max core file size"):
            return line.split()[4:6]
    raise AssertionError(f"no limit of {pid}")


def become_somebody():
    os.setgroups([])
    os.setgid(SOMEBODY.pw_gid)
    os.setuid(SOMEBODY.pw_uid)


def may_look_into(pid):
    """Whether another process of the same user reads the memory of this one."""
    reader = ["python3", "-c", "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb')", str(pid)]
    look = subprocess.run(
        reader, stderr=subprocess.PIPE, preexec_fn=become_somebody if os.geteuid() == 0 else None
    )
    assert look.returncode == 0 or b"PermissionError" in look.stderr
    return look.returncode == 0


@contextlib.contextmanager
def post_of_somebody(keys):
    """A daemon that root starts and that becomes somebody; started by anybody else, theirs."""
    with Post(keys).folded() as post:
        if os.geteuid() == 0:
            conf = post.folder / "wachtpostd.conf"
            conf.write_text(conf.read_text() + f'user = "{SOMEBODY.pw_name}"\n')
            for path in (post.folder, *post.folder.rglob("*")):
                os.chown(path, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        post.start()
        post.wait_listening()
        yield post


def everybody_of(post):
    return post.process.pid, post.pid("engine"), post.pid("front")


@as_anybody
def test_nobody_looks_into_the_daemon_and_it_gains_no_rights():
    keys = Keys()
    with post_of_somebody(keys) as post:
        assert post.client(keys).ask(b"ECHO") == b"echo "
        for pid in everybody_of(post):
            assert fields(pid, "NoNewPrivs") == ["1"]
            assert core_limit(pid) == ["0", "0"]
            assert SANITIZED or not may_look_into(pid)


@as_anybody
def test_an_ordinary_process_of_the_same_user_is_seen():
    """That the look above would see something, if it were allowed."""
    sleeper = subprocess.Popen(
        ["sleep", "60"], preexec_fn=become_somebody if os.geteuid() == 0 else None
    )
    assert may_look_into(sleeper.pid)
    sleeper.kill()
    sleeper.wait()


def ask_for_cores():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def test_a_half_that_crashes_leaves_no_core(tmp_path):
    front = subprocess.Popen(
        [BINARY, "--front", str(tmp_path / "nobody.sock")], cwd=tmp_path, preexec_fn=ask_for_cores
    )
    until = time.monotonic() + PATIENCE_S
    while core_limit(front.pid) != ["0", "0"] and time.monotonic() < until:
        assert front.poll() is None
    front.send_signal(signal.SIGSEGV)
    _, status = os.waitpid(front.pid, 0)
    front.returncode = status
    assert not os.WCOREDUMP(status)
    assert os.WIFSIGNALED(status) or SANITIZED
    assert list(tmp_path.iterdir()) == []


def test_the_operators_tool_is_guarded_while_it_works(tmp_path):
    conf = tmp_path / "wachtpostd.conf"
    os.mkfifo(conf)
    check = subprocess.Popen([WACHTPOSTCTL, "check", "-c", str(conf)], stderr=subprocess.PIPE)
    with open(conf, "wb"):  # once it reads
        assert core_limit(check.pid) == ["0", "0"]
        assert fields(check.pid, "NoNewPrivs") == ["1"]
    check.kill()
    check.communicate(timeout=PATIENCE_S)


@as_root
def test_root_becomes_the_configured_user_for_good():
    keys = Keys()
    with post_of_somebody(keys) as post:
        for pid in everybody_of(post):
            assert fields(pid, "Uid") == [str(SOMEBODY.pw_uid)] * 4
            assert fields(pid, "Gid") == [str(SOMEBODY.pw_gid)] * 4
            groups = {int(group) for group in fields(pid, "Groups")}
            assert groups <= {SOMEBODY.pw_gid} | {
                entry.gr_gid for entry in grp.getgrall() if SOMEBODY.pw_name in entry.gr_mem
            }
            assert int(fields(pid, "CapEff")[0], 16) == int(fields(pid, "CapPrm")[0], 16) == 0


@as_root
def test_root_without_a_user_says_so():
    with Post(Keys()) as post:
        post.wait_line(r"warn daemon\.runs_as_root")


@pytest.mark.parametrize("name", ["wachtpost-nobody-has-this-name", "root"])
def test_a_user_that_will_not_do_stops_the_daemon(name):
    with Post(Keys()).folded() as post:
        conf = post.folder / "wachtpostd.conf"
        conf.write_text(conf.read_text() + f'user = "{name}"\n')
        post.start()
        assert post.process.wait(PATIENCE_S) == 78
        post.wait_line(r"error daemon\.cannot_start why=.*" + name)


@as_root
def test_a_user_that_is_not_ours_is_refused():
    with Post(Keys()).folded() as post:
        conf = post.folder / "wachtpostd.conf"
        conf.write_text(conf.read_text() + 'user = "daemon"\n')
        for path in (post.folder, *post.folder.rglob("*")):
            os.chown(path, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
        command = [BINARY, "-c", str(conf)]
        ran = subprocess.run(
            command, stderr=subprocess.PIPE, text=True, preexec_fn=become_somebody, timeout=PATIENCE_S
        )
        assert ran.returncode == 78
        assert "only root can become daemon" in ran.stderr
        post.start("--check-config")  # so that there is a process to be folded away
        post.process.wait(PATIENCE_S)


@as_root
def test_the_operators_tool_becomes_the_configured_user_too(tmp_path):
    made = tmp_path / "post"
    subprocess.run([WACHTPOSTCTL, "init", "--virtual", str(made)], check=True, capture_output=True)
    conf = made / "wachtpostd.conf"
    conf.write_text(conf.read_text().replace('user = ""', f'user = "{SOMEBODY.pw_name}"'))
    for path in (made, *made.rglob("*")):
        os.chown(path, SOMEBODY.pw_uid, SOMEBODY.pw_gid)
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    enrol = [WACHTPOSTCTL, "enrol", "-c", str(conf), "--name", "an", "--role", "analist"]
    subprocess.run([*enrol, Keys().line], check=True, capture_output=True)
    assert (made / "deelnemers.d" / "an.conf").stat().st_uid == SOMEBODY.pw_uid
