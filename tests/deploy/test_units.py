"""The two units: systemd takes them, and thinks well of their sandbox."""

import os
import pathlib
import subprocess

import pytest

DEPLOY = pathlib.Path(os.environ["DEPLOY"])
UNITS = ("wachtpostd-engine.service", "wachtpostd-front.service")
# In tenths: 0 is nothing left to attack. What the front lacks is the network, its trade.
MOST_EXPOSED = {"wachtpostd-engine.service": 5, "wachtpostd-front.service": 12}
# What that score does not count, or what it counts as done by another line.
NOT_SCORED = """
LimitCORE=0 TasksMax=16 User=wachtpost Group=wachtpost UMask=0077 NoExecPaths=/ DevicePolicy=closed
PrivateIPC=yes ProtectHostname=yes AmbientCapabilities= KeyringMode=private LockPersonality=yes
MemoryDenyWriteExecute=yes RemoveIPC=yes PrivateMounts=yes
""".split()
NOT_SCORED_OF = {
    "wachtpostd-engine.service": """
MemoryHigh=1536M MemoryMax=2G StateDirectoryMode=0700 RuntimeDirectoryMode=0700
""".split(),
    "wachtpostd-front.service": """
MemoryMax=320M MemorySwapMax=0 TemporaryFileSystem=/:ro ProcSubset=pid
""".split(),
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unit", UNITS)
def test_its_exposure_is_low(unit):
    threshold = f"--threshold={MOST_EXPOSED[unit]}"
    ran = run(
        "systemd-analyze", "security", "--offline=true", "--no-pager", threshold, DEPLOY / unit
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_what_has_no_score_is_there(unit):
    lines = (DEPLOY / unit).read_text(encoding="utf-8").splitlines()
    assert [line for line in NOT_SCORED + NOT_SCORED_OF[unit] if line not in lines] == []


def test_systemd_reads_them_without_a_complaint(tmp_path):
    # Verified is also that the program is there, so it stands in for what is installed.
    for path in (*(DEPLOY / unit for unit in UNITS), DEPLOY / "wachtpostd.target"):
        text = path.read_text(encoding="utf-8").replace("/usr/bin/wachtpostd", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    ran = run("systemd-analyze", "verify", "--recursive-errors=no", *sorted(tmp_path.iterdir()))
    assert (ran.returncode, ran.stderr) == (0, "")


def test_their_user_and_folders_are_ones_systemd_can_make(tmp_path):
    for name in ("wachtpost.sysusers", "wachtpost.tmpfiles"):
        (tmp_path / f"{name}.conf").write_text((DEPLOY / name).read_text(encoding="utf-8"))
    (tmp_path / "etc").mkdir()
    root = f"--root={tmp_path}"
    users = run("systemd-sysusers", root, tmp_path / "wachtpost.sysusers.conf")
    assert users.returncode == 0, users.stderr
    assert "wachtpost:" in (tmp_path / "etc" / "passwd").read_text(encoding="utf-8")
    folders = run("systemd-tmpfiles", root, "--create", tmp_path / "wachtpost.tmpfiles.conf")
    if os.geteuid() == 0:  # who else may give a folder away?
        assert folders.returncode == 0, folders.stderr
        assert (tmp_path / "var/lib/wachtpost").stat().st_mode & 0o777 == 0o700
