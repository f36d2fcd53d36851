"""The Debian packages: what is in them, what they need, and that lintian has nothing to say."""

import gzip
import io
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

import pytest

DEPLOY = pathlib.Path(os.environ["DEPLOY"])
PACKAGES = pathlib.Path(os.environ["PACKAGES"])
NAMES = ("wachtpostd", "wachtpost", "libwachtpost0", "libwachtpost-dev")
pytestmark = pytest.mark.skipif(not PACKAGES.is_dir(), reason="no packages were made; deploy_pack says why")
MOST_TO_INSTALL_KIB = 8 << 10
HOLDS = {
    "wachtpostd": """
bin/wachtpostd bin/wachtpostctl lib/sysusers.d/wachtpost.conf lib/tmpfiles.d/wachtpost.conf
share/doc/wachtpostd/LOG-EVENTS.md
share/doc/wachtpostd/prometheus/wachtpost.rules.yml share/doc/wachtpostd/grafana/wachtpost.json
lib/systemd/system/wachtpostd.target share/bash-completion/completions/wachtpostctl
share/doc/wachtpostd/README.Debian share/doc/wachtpostd/README.md
share/doc/wachtpostd/examples/wachtpostd.conf share/doc/wachtpostd/examples/deelnemers.d/aanbieder.conf
share/man/man5/wachtpostd.conf.5.gz share/man/man8/wachtpostctl.8.gz share/man/man8/wachtpostd.8.gz
""",
    "wachtpost": """
bin/wachtpost share/bash-completion/completions/wachtpost share/doc/wachtpost/README.md
lib/sysusers.d/wachtpost-watch.conf lib/tmpfiles.d/wachtpost-watch.conf
share/locale/en/LC_MESSAGES/wachtpost.mo
share/doc/wachtpost/sjabloon/wachtlijst.csv share/doc/wachtpost/sjabloon/ecd.mapping
share/man/man1/wachtpost.1.gz share/man/nl/man1/wachtpost.1.gz share/man/man5/wachtpost.conf.5.gz
share/man/man5/wachtpost-mapping.5.gz
""",
    "libwachtpost0": "lib/*/libwachtpost.so.0",
    "libwachtpost-dev": """
include/wachtpost.h lib/*/libwachtpost.a lib/*/libwachtpost.so lib/*/pkgconfig/wachtpost.pc
share/doc/libwachtpost-dev/README.md share/doc/libwachtpost-dev/wachtpost/v1/wachtpost.proto
share/doc/libwachtpost-dev/examples/deliver.c share/doc/libwachtpost-dev/examples/follow.c
share/doc/libwachtpost-dev/examples/service.c
""",
}
# A key or a seed as the programs write it: in hexadecimal, or as a registration line.
KEY = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|wachtpost1:[!-~]{80}")
MAY_SHOW_KEYS = re.compile(r"share/doc/|share/man/|/bin/|\.so\.|\.a$|include/")


def file_of(name, folder="now"):
    (found,) = (PACKAGES / folder).glob(f"{name}_*.deb")
    return found


def field(name, which, folder="now"):
    asked = subprocess.run(["dpkg-deb", "-f", file_of(name, folder), which],
                           check=True, capture_output=True, text=True)
    return asked.stdout.strip()


def members(name, part="--fsys-tarfile"):
    tar = subprocess.run(["dpkg-deb", part, file_of(name)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        return {member.name.removeprefix("./").removeprefix("usr/"):
                (member, archive.extractfile(member).read() if member.isfile() else b"")
                for member in archive}


@pytest.fixture(scope="module")
def packed():
    return {name: members(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_what_it_is_for(packed, name):
    missing = [path for path in HOLDS[name].split()
               if not any(pathlib.PurePath(found).match(path) for found in packed[name])]
    assert missing == []


def test_no_file_is_in_two_packages(packed):
    files = [path for found in packed.values() for path, (member, _) in found.items() if not member.isdir()]
    assert len(files) == len(set(files))


def test_every_unit_is_packed_and_named_by_the_scripts(packed):
    units = {path.name for path in DEPLOY.iterdir()
             if path.suffix in (".service", ".socket", ".target", ".timer")}
    found = {pathlib.PurePath(path).name for held in packed.values() for path in held
             if path.startswith("lib/systemd/system/") and "." in pathlib.PurePath(path).name}
    assert units == found
    scripts = members("wachtpostd", "--ctrl-tarfile")
    for unit in (name for name in units if "[Install]" in (DEPLOY / name).read_text(encoding="utf-8")):
        for script in ("postinst", "prerm", "postrm"):
            assert "@" in unit or unit in re.split(r"[\s;]+", scripts[script][1].decode()), (unit, script)


@pytest.mark.parametrize("name", NAMES)
def test_no_key_is_in_it(packed, name):
    for path, (_, content) in packed[name].items():
        assert pathlib.PurePath(path).suffix not in (".seed", ".key", ".mdb"), path
        if not MAY_SHOW_KEYS.search(path):
            assert KEY.search(content) is None, path


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_below_etc_so_that_no_upgrade_asks(packed, name):
    assert [path for path in packed[name] if path.startswith(("etc", "var", "run"))] == []
    assert "conffiles" not in members(name, "--ctrl-tarfile")


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_changed_and_under_which_licence(packed, name):
    changelog = gzip.decompress(packed[name][f"share/doc/{name}/changelog.Debian.gz"][1])
    assert changelog.decode() == (DEPLOY / "package/changelog").read_text(encoding="utf-8")
    licence = (DEPLOY.parent / "LICENSES/EUPL-1.2.txt").read_text(encoding="utf-8")
    said = packed[name][f"share/doc/{name}/copyright"][1].decode()
    said = re.sub(r"^ \.$|^ ", "", said.split("License: EUPL-1.2\n")[-1], flags=re.M)
    assert said.strip() == licence.strip()


def test_they_need_what_they_run_with_and_each_other():
    assert f"libwachtpost0 (= {field('libwachtpost0', 'Version')})" in field("libwachtpost-dev", "Depends")
    assert f"libwachtpost0 (= {field('libwachtpost0', 'Version', 'next')})" in \
        field("libwachtpost-dev", "Depends", "next")
    for name, libraries in (("wachtpostd", "liblmdb0 libzmq5 libsodium23 libsystemd0"),
                            ("wachtpost", "libzmq5 libsodium23 libcsv3"),
                            ("libwachtpost0", "libzmq5 libsodium23")):
        for library in libraries.split():
            assert library in field(name, "Depends"), name
    assert "systemd | systemd-standalone-sysusers" in field("wachtpostd", "Depends")


def test_the_next_release_is_an_upgrade():
    versions = (field("wachtpostd", "Version"), "lt", field("wachtpostd", "Version", "next"))
    assert subprocess.run(["dpkg", "--compare-versions", *versions], check=False).returncode == 0


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name):
    assert field(name, "Source") == "wachtpost"
    assert field(name, "Priority") == "optional"
    assert re.fullmatch(r".+ <\S+@\S+>", field(name, "Maintainer"))
    first, *rest = field(name, "Description").split("\n")
    assert len(first) <= 80 and not first.endswith(".") and len(rest) > 3
    assert int(field(name, "Installed-Size")) < MOST_TO_INSTALL_KIB


def test_who_links_with_the_library_comes_to_need_it():
    shlibs = members("libwachtpost0", "--ctrl-tarfile")["shlibs"][1].decode()
    assert re.fullmatch(r"libwachtpost 0 libwachtpost0 \(>= \d+\.\d+\.\d+\)\n", shlibs)


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed")
def test_lintian_has_nothing_to_say():
    files = [file_of(name) for name in NAMES]
    command = ["lintian", "--fail-on", "error,warning", "--allow-root", *files]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stdout + ran.stderr


def test_an_override_says_why():
    for path in DEPLOY.glob("package/*/lintian-overrides"):
        before = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            assert line.startswith("#") or before.startswith("#"), f"{path}: {line}"
            before = line
