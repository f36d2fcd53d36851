"""Every unit does its work under what can be had of its sandbox (sandbox.py)."""

import subprocess

import pytest
from unit_post import (
    PATIENCE_S,
    WACHTPOST,
    WACHTPOSTD,
    Unit,
    as_root,
    commands_of,
    ctl,
    folder_for_all,
    give_away,
    run_in,
    running_post,
    sandboxed,
    where_it_can,
)

pytestmark = where_it_can
ENGINE, FRONT = "wachtpostd-engine.service", "wachtpostd-front.service"


def assert_served(post):
    ask = [WACHTPOST, "status", "-c", str(post.client("beheer"))]
    asked = subprocess.run(ask, capture_output=True, text=True, timeout=PATIENCE_S)
    assert asked.returncode == 0, (asked.stderr, post.front.lines, post.engine.lines)


def test_both_halves_start_serve_and_stop_in_their_sandbox():
    with running_post() as post:
        assert_served(post)


def test_a_reload_tells_the_mistakes_fails_and_changes_nothing():
    with running_post() as post:
        (command,) = commands_of(ENGINE, "ExecReload", {"/etc/wachtpost/wachtpostd.conf": post.conf})
        good = run_in(ENGINE, post.folder, *command)
        assert good.returncode == 0, good.stderr
        post.engine.wait_line(r"engine\.reloaded")
        beheer = post.conf.parent / "deelnemers.d" / "beheer.conf"
        text = beheer.read_text(encoding="utf-8")
        beheer.write_text(text + 'roles = {"koning"}\n', encoding="utf-8")
        after = len(post.engine.lines)
        bad = run_in(ENGINE, post.folder, *command)
        assert bad.returncode == 78
        assert "beheer.conf:" in bad.stdout + bad.stderr and "koning" in bad.stdout + bad.stderr
        assert not any("engine.reloaded" in line for line in post.engine.lines[after:])
        assert_served(post)


def backup_paths(folder):
    return {
        "/etc/wachtpost/wachtpostd.conf": folder / "post" / "wachtpostd.conf",
        "/var/backups/wachtpost": folder / "backups",
        "/var/backups/wachtpost-key": folder / "backups-key",
    }


def back_up(folder):
    unit, paths = "wachtpost-backup.service", backup_paths(folder)
    for directive in ("ExecStartPre", "ExecStart", "ExecStartPost"):
        for command in commands_of(unit, directive, paths):
            ran = run_in(unit, folder, *command)
            assert ran.returncode == 0, (command, ran.stdout, ran.stderr)


@pytest.mark.parametrize("running", [True, False])
def test_a_backup_is_made_beside_the_daemon_or_without_it_and_can_be_opened(running):
    with running_post() as post:
        folder = post.folder
        for name in ("backups", "backups-key"):
            (folder / name).mkdir(mode=0o700)
        # What one that was killed left behind.
        (folder / "backups-key" / "new").write_text("half", encoding="utf-8")
        give_away(folder)
        if not running:
            post.front.stop()
            post.engine.stop()
        back_up(folder)
        back_up(folder)
        key = folder / "backups-key" / "store.key"
        assert [path.name for path in (folder / "backups-key").iterdir()] == ["store.key"]
        assert key.read_bytes() == (folder / "post" / "store.key").read_bytes()
        backups = sorted((folder / "backups").glob("wachtpost-*.mdb"))
        assert backups
        for backup in backups:
            assert backup.stat().st_mode & 0o777 == 0o600
            ctl("verify", "-c", str(post.conf), "--backup", str(backup))


HEADER = "id;gemeente;hulpvorm;aanmelddatum\n"


def test_what_is_put_in_a_watched_folder_is_delivered():
    unit = "wachtpost-watch@.service"
    with running_post() as post:
        folder = post.folder
        conf, drop, state = post.client("zon"), folder / "drop", folder / "state"
        drop.mkdir(mode=0o700)
        state.mkdir(mode=0o700)
        give_away(folder)
        paths = {
            "/etc/wachtpost-watch/%i.conf": conf,
            "/var/spool/wachtpost/%i": drop,
            "/var/lib/wachtpost-watch": state,
        }
        (command,) = commands_of(unit, "ExecStart", paths)
        watch = Unit(unit, folder, *command)
        try:
            list_file = drop / "lijst.csv"
            list_file.write_text(f"{HEADER}P1;0518;KDC;2025-01-31\n", encoding="utf-8")
            give_away(folder)
            post.engine.wait_line(r"snapshot\.(committed|accepted).*06010713")
        finally:
            assert watch.stop() == 0, watch.lines
        assert (drop / "lijst.csv.verslag.txt").exists()


def python_in(unit, folder, script):
    # /usr/bin/python3 is not in the front's world, so there only the calls are tried.
    return run_in(unit, folder, "/usr/bin/python3", "-c", script)


FORBIDDEN = {
    "internet": "import socket; socket.socket(socket.AF_INET)",
    "packets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "tracing": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "code in memory": "import mmap; mmap.mmap(-1, 4096, prot=7)",
}


@pytest.mark.parametrize("unit", [ENGINE, "wachtpost-backup.service"])
@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_sandbox_has_teeth(unit, what):
    with folder_for_all() as folder:
        assert python_in(unit, folder, "import socket; socket.socket(socket.AF_UNIX)").returncode == 0
        assert python_in(unit, folder, FORBIDDEN[what]).returncode != 0


@as_root
def test_the_front_has_no_file_system():
    with folder_for_all() as folder:
        (folder / "run").mkdir()
        for program in ("/usr/bin/python3", "/bin/sh", WACHTPOSTD):
            assert "No such file" in run_in(FRONT, folder, program).stderr
        version = sandboxed(FRONT, folder, "/usr/bin/wachtpostd", "--version")
        assert subprocess.run(version, capture_output=True, timeout=PATIENCE_S).returncode == 0
