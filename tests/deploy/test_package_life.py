"""The life of an installation, in a bare Debian that has nothing but the packages: install, init,
enrol, push, see the alert, upgrade, remove, purge."""

import contextlib
import datetime
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
import threading

import pytest
from bare_root import BareRoot, hindrance, unmount

BUILD = pathlib.Path(os.environ["BUILD"])
PACKAGES = pathlib.Path(os.environ["PACKAGES"])
MINE = ("wachtpostd", "wachtpost", "libwachtpost0", "libwachtpost-dev")
INSTALLED = ("wachtpostd", "wachtpost", "libwachtpost0")
PATIENCE_S = 60
AGB, CONF = "06010713", "/etc/wachtpost/wachtpostd.conf"
FOLDERS = ("/etc/wachtpost", "/var/lib/wachtpost", "/run/wachtpost", "/run/wachtpost-control")
ABOUT = ("--naam", "KDC De Zon", "--telefoon", "070 1234567", "--mail", "wachtlijst@example.nl")
# What any package changes: dpkg's own records, logs, and former copies of the lists of users.
WORLD = ("proc", "dev", "sys", "tmp", "srv", "root", "var/log", "var/cache", "var/lib/dpkg", "var/lib/apt")
FORMER = ("etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/subuid-", "etc/subgid-",
          "etc/.pwd.lock")
USERS = ("passwd", "group", "shadow", "gshadow")
# Stands in for systemd, which does not run in there: writes down what it is asked.
SYSTEMCTL = """#!/bin/sh
echo "$@" >>/srv/asked
case " $* " in *" is-enabled "*) echo enabled ;; esac
"""


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="bare-root-", dir=BUILD) as path:
        why = hindrance(pathlib.Path(path))
        if not PACKAGES.is_dir():
            why = "no packages were made; deploy_pack says why"
        if why:
            pytest.skip(why)
        try:
            yield pathlib.Path(path)
        finally:
            unmount(pathlib.Path(path) / "root")


def needed():
    """The first that each package asks for, but those made here."""
    asked = ""
    for name in INSTALLED:
        (file,) = (PACKAGES / "now").glob(f"{name}_*.deb")
        show = subprocess.run(["dpkg-deb", "-f", file, "Depends"], check=True, capture_output=True, text=True)
        asked += show.stdout.strip() + ", "
    names = (re.match(r"[\w.+-]+", part.strip()) for part in asked.split(","))
    return sorted({name[0] for name in names if name} - set(MINE))


@pytest.fixture(scope="module")
def root(folder):
    """With what the packages need, so that what differs afterwards is of the packages."""
    root = BareRoot(folder / "root", needed())
    try:
        yield root
    finally:
        root.close()


def files_of(root):
    for path, folders, files in os.walk(root.path):
        inside = os.path.relpath(path, root.path)
        folders[:] = [name for name in folders if os.path.normpath(f"{inside}/{name}") not in WORLD]
        yield from (os.path.normpath(f"{inside}/{name}") for name in (*folders, *files))


def state_of(root):
    users = {name: root.at(f"/etc/{name}").read_text(encoding="utf-8") for name in USERS}
    return sorted(set(files_of(root)) - set(FORMER)), users


def contents_of(root, *folders):
    return {path.relative_to(root.path): hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in folders for path in root.at(folder).rglob("*") if path.is_file()}


def apt(root, *words):
    return root.run("apt-get", "-y", "-q", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", *words)


def install(root, release):
    """As an operator does, of files that lie somewhere."""
    place = root.at(f"/srv/{release}")
    place.mkdir(exist_ok=True)
    names = []
    for name in INSTALLED:
        (file,) = (PACKAGES / release).glob(f"{name}_*.deb")
        (place / file.name).write_bytes(file.read_bytes())
        names.append(f"/srv/{release}/{file.name}")
    return apt(root, "install", *names)


def version(root, name="wachtpostd"):
    return root.run("dpkg-query", "-W", "-f=${Version}", name)


class Daemon:
    """As its two units would have it, whose parent stands in for systemd."""

    def __init__(self, root):
        self.lines, self.changed = [], threading.Condition()
        self.process = root.start("sh", "-c", f"echo $$ >/srv/pid && exec wachtpostd -c {CONF}")
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
        with self.changed:
            self.lines.append("")
            self.changed.notify_all()

    def wait_ready(self):
        def found():
            return any("front.listening" in line for line in self.lines) or "" in self.lines

        with self.changed:
            assert self.changed.wait_for(found, PATIENCE_S) and "" not in self.lines, self.lines

    def stop(self, root):
        root.run("sh", "-c", "kill $(cat /srv/pid)")
        assert self.process.wait(PATIENCE_S) == 0, self.lines


@contextlib.contextmanager
def serving(root):
    daemon = Daemon(root)
    try:
        daemon.wait_ready()
        yield
        daemon.stop(root)
    finally:
        root.end_all()
        daemon.reader.join(PATIENCE_S)
        daemon.process.stderr.close()


def enrol(root, name, *who):
    """Makes a key, has it let in, and writes the configuration that it was told."""
    line = root.run("wachtpost", "keygen", f"/srv/{name}.seed").strip()
    said = root.run("wachtpostctl", "enrol", "--name", name, *who, line)
    server_key = re.search(r"server_key = '[^']+'", said)[0]
    text = f"server = 'tcp://127.0.0.1:7700'\n{server_key}\nkey = '{name}.seed'\nstate = '{name}'\n"
    agb = f"agb = '{AGB}'\n" if "--agb" in who else ""
    root.at(f"/srv/{name}.conf").write_text(text + agb, encoding="utf-8")


def change(root, path, old, new):
    text = root.at(path).read_text(encoding="utf-8")
    assert old in text
    root.at(path).write_text(text.replace(old, new), encoding="utf-8")


def check_installed(root):
    """A user, empty folders of his alone, nothing enabled: and no key."""
    owner = root.run("stat", "--format=%U %a", *FOLDERS).split("\n")
    assert owner[: len(FOLDERS)] == ["wachtpost 700"] * len(FOLDERS)
    assert [path for folder in FOLDERS for path in root.at(folder).iterdir()] == []
    assert list(root.at("/etc/systemd/system").rglob("wachtpost*")) == []


def begin(root):
    """`init`, and who takes part; the one change of the configuration is for a container, whose
    kernel cannot know whether its clock is right."""
    said = root.run("wachtpostctl", "init")
    assert re.search(r"server_key = '[!-~]{40}'", said) and "wachtpostctl enrol" in said
    change(root, CONF, 'clock_check = "kernel"', 'clock_check = "none"')
    root.run("wachtpostctl", "check")
    enrol(root, "zon", "--role", "aanbieder", "--agb", AGB, *ABOUT)
    enrol(root, "anna", "--role", "coordinator", "--persoon", "Anna de Vries")
    assert root.run("stat", "--format=%U", "/etc/wachtpost/server.seed", "/var/lib/wachtpost/store.key",
                    CONF).split() == ["wachtpost"] * 3


def push(root, *places):
    """Whoever is pushed here has waited two hundred days."""
    since = datetime.date.today() - datetime.timedelta(days=200)
    rows = "".join(f"{place};0518;KDC;{since}\n" for place in places)
    root.at("/srv/lijst.csv").write_text(f"id;gemeente;hulpvorm;aanmelddatum\n{rows}", encoding="utf-8")
    return root.run("wachtpost", "push", "-c", "/srv/zon.conf", "/srv/lijst.csv")


def alerts(root, *words):
    return root.run("wachtpost", "alerts", "-c", "/srv/anna.conf", *words)


def systemd_is_there(root):
    root.at("/run/systemd/system").mkdir(parents=True)
    former = root.at("/bin/systemctl").resolve()
    former.rename(former.with_suffix(".former"))
    former.write_text(SYSTEMCTL, encoding="utf-8")
    former.chmod(0o755)
    return former


def systemd_is_gone(root, stand_in):
    stand_in.with_suffix(".former").rename(stand_in)
    root.at("/run/systemd/system").rmdir()
    asked = root.at("/srv/asked").read_text(encoding="utf-8")
    root.at("/srv/asked").unlink()
    return asked


SPOOL = "/var/spool/wachtpost"


def share_with_watch(root):
    """What wachtpost-watch@zon leaves behind: its outbox, and a drop folder that is another machine's."""
    root.at("/var/lib/wachtpost-watch/06010713.outbox").write_text("", encoding="utf-8")
    root.run("sh", "-ec", f"mkdir {SPOOL}/zon; mount -t tmpfs share {SPOOL}/zon; echo >{SPOOL}/zon/lijst.csv")


def take_back_share(root):
    """It is as it was."""
    root.run("sh", "-ec", f"test -e {SPOOL}/zon/lijst.csv; umount {SPOOL}/zon; rmdir {SPOOL}/zon {SPOOL}")


def test_install_init_enrol_push_alert_upgrade_remove_and_purge(root):
    before = state_of(root)
    install(root, "now")
    check_installed(root)
    for name in INSTALLED[:2]:
        assert root.run(name, "--version").strip() == f"{name} {version(root, name).removesuffix('-1')}"
    begin(root)
    with serving(root):
        assert "Verwerkt: levering 1" in push(root, "A1")
        assert "A1" in alerts(root) and "A1" not in alerts(root)
        root.run("systemctl", "enable", "wachtpostd.target")
        change(root, "/etc/wachtpost/deelnemers.d/zon.conf", "070 1234567", "070 7654321")
        entrusted = contents_of(root, "/etc/wachtpost", "/var/lib/wachtpost")

        stand_in = systemd_is_there(root)
        install(root, "next")
        asked = systemd_is_gone(root, stand_in)
        assert version(root) == "99.0.0-1"
        assert "--system daemon-reload\n" in asked
        assert re.search(r"try-restart .*wachtpostd-engine\.service wachtpostd-front\.service", asked), asked
        assert contents_of(root, "/etc/wachtpost", "/var/lib/wachtpost") == entrusted
    with serving(root):
        root.run("wachtpostctl", "verify")
        assert "over plek A1" in alerts(root, "--all")
        assert "Verwerkt: levering 2" in push(root, "A1", "B2")
        assert re.search("070 7654321, .* over plek B2", alerts(root))

    kept = contents_of(root, "/etc/wachtpost", "/var/lib/wachtpost")
    apt(root, "remove", *INSTALLED)
    assert not root.at("/usr/bin/wachtpostd").exists()
    install(root, "next")
    assert contents_of(root, "/etc/wachtpost", "/var/lib/wachtpost") == kept
    with serving(root):
        assert "B2" in alerts(root, "--all")

    share_with_watch(root)
    said = apt(root, "purge", *INSTALLED)
    assert "removing /var/lib/wachtpost and what is in it" in said
    take_back_share(root)
    assert state_of(root) == before
