"""The units: systemd takes them, and thinks well of their sandboxes."""

import os
import pathlib
import re
import subprocess

import pytest

DEPLOY = pathlib.Path(os.environ["DEPLOY"])
# In tenths: 0 is nothing left to attack. What two of them lack is the network, their trade.
MOST_EXPOSED = {
    "wachtpost-backup.service": 5,
    "wachtpost-watch@.service": 12,
    "wachtpostd-engine.service": 5,
    "wachtpostd-front.service": 12,
    "wachtpostd-metrics.service": 12,
}
OTHERS = ("wachtpostd.socket", "wachtpostd.target", "wachtpost-backup.timer")
# What that score does not count, or what it counts as done by another line.
NOT_SCORED = """
LimitCORE=0 NoExecPaths=/ DevicePolicy=closed
PrivateIPC=yes ProtectHostname=yes AmbientCapabilities= KeyringMode=private LockPersonality=yes
MemoryDenyWriteExecute=yes RemoveIPC=yes PrivateMounts=yes
""".split()
NOT_SCORED_OF = {
    "wachtpost-backup.service": """
User=wachtpost Group=wachtpost UMask=0077 ProcSubset=pid MemoryMax=1G TasksMax=16
""".split(),
    "wachtpost-watch@.service": """
User=wachtpost-watch Group=wachtpost-watch ProcSubset=pid MemoryMax=512M StateDirectoryMode=0700
UMask=0007 TasksMax=16
""".split(),
    "wachtpostd-engine.service": """
User=wachtpost Group=wachtpost UMask=0077
TasksMax=16 MemoryHigh=1536M MemoryMax=2G StateDirectoryMode=0700 RuntimeDirectoryMode=0700
""".split(),
    "wachtpostd-front.service": """
User=wachtpost Group=wachtpost UMask=0077
TasksMax=16 MemoryMax=320M MemorySwapMax=0 TemporaryFileSystem=/:ro ProcSubset=pid
""".split(),
    "wachtpostd-metrics.service": """
User=wachtpost Group=wachtpost UMask=0077
TasksMax=4 MemoryMax=64M MemorySwapMax=0 TemporaryFileSystem=/:ro ProcSubset=pid
""".split(),
}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lines_of(unit):
    return (DEPLOY / unit).read_text(encoding="utf-8").splitlines()


def values(unit, directive):
    return [line.split("=", 1)[1] for line in lines_of(unit) if line.startswith(f"{directive}=")]


def test_these_are_all_units_there_are():
    there = {path.name for kind in ("service", "socket", "target", "timer")
             for path in DEPLOY.glob(f"*.{kind}")}
    assert there == {*MOST_EXPOSED, *OTHERS}


def test_the_front_does_not_see_where_orders_are_given():
    """It is of the same user, so whoever takes it over could give them."""
    made = values("wachtpostd-engine.service", "RuntimeDirectory")[0].split()
    bound = " ".join(values("wachtpostd-front.service", "BindReadOnlyPaths")).split()
    assert "wachtpost-control" in made
    assert [folder for folder in made if f"/run/{folder}" in bound] == ["wachtpost"]


@pytest.mark.parametrize("unit", MOST_EXPOSED)
def test_its_exposure_is_low(unit):
    threshold = f"--threshold={MOST_EXPOSED[unit]}"
    ran = run(
        "systemd-analyze", "security", "--offline=true", "--no-pager", threshold, DEPLOY / unit
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("unit", MOST_EXPOSED)
def test_what_has_no_score_is_there(unit):
    lines = lines_of(unit)
    assert [line for line in NOT_SCORED + NOT_SCORED_OF[unit] if line not in lines] == []


def test_systemd_reads_them_without_a_complaint(tmp_path):
    # Verified is also that the program is there, so it stands in for what is installed.
    for unit in (*MOST_EXPOSED, *OTHERS):
        text = (DEPLOY / unit).read_text(encoding="utf-8")
        text = re.sub(r"(?m)^(Exec\w+=)/usr/bin/wachtpost\w*", r"\1/bin/true", text)
        # The pages come with the package.
        text = re.sub(r"(?m)^Documentation=.*\n", "", text)
        (tmp_path / unit).write_text(text, encoding="utf-8")
    ran = run("systemd-analyze", "verify", "--recursive-errors=no", *sorted(tmp_path.iterdir()))
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_timer_is_one_that_systemd_can_read():
    (when,) = values("wachtpost-backup.timer", "OnCalendar")
    ran = run("systemd-analyze", "calendar", when)
    assert ran.returncode == 0, ran.stderr
    assert values("wachtpost-backup.timer", "Persistent") == ["yes"]


def test_the_endpoints_are_those_of_a_configuration_as_it_is_made():
    text = (DEPLOY / "wachtpostd.conf.example").read_text(encoding="utf-8")
    wanted = [re.search(rf'(?m)^#? ?{name} = "tcp://([^"]+)"', text)[1]
              for name in ("listen", "listen_bell")]
    assert values("wachtpostd.socket", "ListenStream") == wanted


def test_a_restart_of_the_post_leaves_the_endpoints_and_a_stop_takes_them_along():
    # PartOf= would carry a restart over too.
    assert values("wachtpostd.socket", "StopPropagatedFrom") == ["wachtpostd.target"]
    assert values("wachtpostd.socket", "PartOf") == []
    for unit in ("wachtpostd-engine.service", "wachtpostd-front.service"):
        assert values(unit, "PartOf") == ["wachtpostd.target"]


def test_both_halves_are_watched_over_and_the_engine_ends_first_when_it_hangs():
    seconds = {}
    for half in ("engine", "front"):
        unit = f"wachtpostd-{half}.service"
        assert values(unit, "Type") == ["notify"]
        assert values(unit, "Restart") == ["always"]
        assert values(unit, "StartLimitIntervalSec") == ["0"]
        (text,) = values(unit, "WatchdogSec")
        seconds[half] = 60 * int(text.removesuffix("min"))
    assert seconds["engine"] < seconds["front"]


def test_what_backups_are_kept_can_still_be_opened_by_the_configuration_as_it_is_made():
    (line,) = [value for value in values("wachtpost-backup.service", "ExecStart")]
    kept = int(re.search(r"--keep-days (\d+)", line)[1])
    text = (DEPLOY / "wachtpostd.conf.example").read_text(encoding="utf-8")
    assert kept <= int(re.search(r"backup_days = (\d+)", text)[1])


USERS = {"wachtpost": "var/lib/wachtpost", "wachtpost-watch": "var/lib/wachtpost-watch"}


@pytest.mark.parametrize("name", USERS)
def test_their_user_and_folders_are_ones_systemd_can_make(name, tmp_path):
    for kind in ("sysusers", "tmpfiles"):
        text = (DEPLOY / f"{name}.{kind}").read_text(encoding="utf-8")
        (tmp_path / f"{name}.{kind}.conf").write_text(text, encoding="utf-8")
    (tmp_path / "etc").mkdir()
    root = f"--root={tmp_path}"
    users = run("systemd-sysusers", root, tmp_path / f"{name}.sysusers.conf")
    assert users.returncode == 0, users.stderr
    assert f"{name}:" in (tmp_path / "etc" / "passwd").read_text(encoding="utf-8")
    folders = run("systemd-tmpfiles", root, "--create", tmp_path / f"{name}.tmpfiles.conf")
    if os.geteuid() == 0:  # who else may give a folder away?
        assert folders.returncode == 0, folders.stderr
        assert (tmp_path / USERS[name]).stat().st_mode & 0o777 == 0o700


def test_every_folder_a_unit_may_write_in_is_made():
    made = " ".join((DEPLOY / f"{name}.tmpfiles").read_text(encoding="utf-8") for name in USERS)
    for unit in MOST_EXPOSED:
        for folder in " ".join(values(unit, "ReadWritePaths")).split():
            assert f"d {folder.lstrip('-').removesuffix('/%i')} " in made, (unit, folder)
