"""wachtpostctl as an operator uses it: the real program, a fresh folder each time."""

import hashlib
import os
import pathlib
import pwd
import re
import stat
import subprocess
import tempfile

import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from zmq.utils import z85

CTL = os.environ["WACHTPOSTCTL"]
DONE, USAGE, CANNOT_CREATE, CONFIG = 0, 64, 73, 78
ENTRIES = ["deelnemers.d", "server.seed", "store", "store.key", "wachtpostd.conf"]


def ctl(*arguments):
    return subprocess.run([CTL, *map(str, arguments)], capture_output=True, text=True)


def subkey(seed, number):
    salt = number.to_bytes(8, "little") + bytes(8)
    person = b"wachtpst" + bytes(8)
    return hashlib.blake2b(b"", digest_size=32, key=seed, salt=salt, person=person).digest()


def curve_key(seed):
    return z85.encode(bytes(PrivateKey(subkey(seed, 2)).public_key)).decode()


def line(number):
    """The registration line of participant `number`."""
    seed = bytes([number]) * 32
    sign = z85.encode(bytes(SigningKey(subkey(seed, 1)).verify_key)).decode()
    return "wachtpost1:" + sign + curve_key(seed)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def content(folder):
    """Every file below the folder, to see that nothing changed."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def post(tmp_path):
    folder = tmp_path / "post"
    assert ctl("init", folder).returncode == DONE
    return folder


def enrol(post, name, *arguments):
    return ctl("enrol", "-c", post / "wachtpostd.conf", "--name", name, *arguments)


def check(post):
    return ctl("check", "-c", post / "wachtpostd.conf")


def participant(post, name):
    return post / "deelnemers.d" / f"{name}.conf"


BEHEER = ("--role", "beheer", "--persoon", "Bas Heer")
COORDINATOR = ("--role", "coordinator", "--persoon", "Anna de Vries")
ZON = ("--role", "aanbieder", "--agb", "06010713", "--naam", "KDC De Zon")


def test_init_makes_all_of_it_and_nobody_else_can_read_it(post):
    assert sorted(path.name for path in post.iterdir()) == ENTRIES
    assert mode(post) == 0o700
    for path in post.rglob("*"):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_help_lists_every_command_on_a_line_and_each_tells_its_own():
    text = ctl("--help").stdout
    listed = re.findall(r"^  ([a-z-]{2,}) +\S.{10,}$", text, re.MULTILINE)
    assert len(listed) == len(set(listed)) == 18, text
    assert max(map(len, text.splitlines())) < 80
    for command in listed:
        ran = ctl(command, "--help")
        assert (ran.returncode, ran.stderr) == (DONE, ""), command
        assert ran.stdout.startswith(f"Usage: wachtpostctl {command} [OPTION...]"), command
        assert "Exit codes: 0 " in " ".join(ran.stdout.split()), command


def test_init_prints_the_servers_public_key(tmp_path):
    printed = ctl("init", tmp_path / "post").stdout
    seed = bytes.fromhex((tmp_path / "post" / "server.seed").read_text())
    assert f"server_key = '{curve_key(seed)}'" in printed
    assert "server = 'tcp://127.0.0.1:7700'" in printed
    assert "bell = 'tcp://127.0.0.1:7701'" in printed
    assert "wachtpostctl enrol -c" in printed
    assert "Only this machine reaches 127.0.0.1" in printed and "In place of" not in printed


def test_what_init_made_stands_as_it_is(post):
    ran = check(post)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert ran.stdout.startswith("No mistakes. Participants: 0; AGB-codes: 0.\nNorm 3m from 1990")
    assert "Region's table: ambulant, den-haag-ambulant, samen, voorschoten\n" in ran.stdout


def test_without_a_table_everything_counts(post):
    (post / "wachtpostd.conf").write_text("")
    assert "Region's table: none, everything counts\n" in check(post).stdout


def test_init_writes_the_endpoints_it_is_given(tmp_path):
    given = ("--listen", "tcp://*:17700", "--listen-bell", "tcp://*:*")
    made = ctl("init", tmp_path / "post", *given)
    assert made.returncode == DONE
    assert "In place of the address *" in made.stdout and "127.0.0.1" not in made.stdout
    conf = (tmp_path / "post" / "wachtpostd.conf").read_text()
    assert '\nlisten = "tcp://*:17700"\n' in conf
    assert '\nlisten_bell = "tcp://*:*"\n' in conf


def test_init_says_when_the_store_is_virtual(tmp_path):
    assert "an empty virtual store" in ctl("init", "--virtual", tmp_path / "post").stdout


def test_a_second_init_is_refused_and_changes_nothing(post):
    before = content(post)
    ran = ctl("init", post)
    assert ran.returncode == CANNOT_CREATE
    assert f"{post}/wachtpostd.conf is there already and stays as it is" in ran.stderr
    assert content(post) == before


@pytest.mark.parametrize("name", ["server.seed", "store.key", "store/data.mdb", "wachtpostd.conf"])
def test_init_makes_nothing_beside_a_key_or_a_store_that_is_there(tmp_path, name):
    there = tmp_path / "post" / name
    there.parent.mkdir(mode=0o700, parents=True)
    tmp_path.joinpath("post").chmod(0o700)
    there.write_text("somebody's")
    ran = ctl("init", tmp_path / "post")
    assert ran.returncode == CANNOT_CREATE and f"{there} is there already" in ran.stderr
    assert content(tmp_path / "post") == {there: b"somebody's"}


def test_init_takes_no_folder_that_others_use(tmp_path):
    (tmp_path / "etc").mkdir(mode=0o755)
    (tmp_path / "etc" / "hosts").write_text("127.0.0.1 localhost\n")
    ran = ctl("init", tmp_path / "etc")
    assert ran.returncode == CANNOT_CREATE and "others may look into it" in ran.stderr
    assert mode(tmp_path / "etc") == 0o755


def test_init_puts_the_store_and_the_sockets_where_they_are_wanted(tmp_path):
    user = pwd.getpwuid(os.geteuid()).pw_name
    who = () if user == "root" else ("--user", user)
    ran = subprocess.run([CTL, "init", "etc", "--state", "lib", "--run", "run", *who], cwd=tmp_path,
                         capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert sorted(path.name for path in (tmp_path / "etc").iterdir()) == [
        "deelnemers.d", "server.seed", "wachtpostd.conf"]
    assert sorted(path.name for path in (tmp_path / "lib").iterdir()) == ["store", "store.key"]
    conf = (tmp_path / "etc" / "wachtpostd.conf").read_text()
    for option, path in (("store", "lib/store"), ("store_key", "lib/store.key"),
                         ("engine_socket", "run/engine.sock"),
                         ("control_socket", "run-control/control.sock"),
                         ("metrics_socket", "run-metrics/metrics.sock")):
        assert f'\n{option} = "{tmp_path}/{path}"\n' in conf
    assert check(tmp_path / "etc").returncode == DONE


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.skipif(not os.stat("/").st_mode & stat.S_IXOTH, reason="/ is closed for who is not root")
def test_all_that_root_makes_is_the_daemons(tmp_path):
    """Below a folder that he can enter."""
    with tempfile.TemporaryDirectory(prefix="wachtpost-init-") as name:
        root = pathlib.Path(name)
        root.chmod(0o755)
        (root / "lib").mkdir(mode=0o700)
        ran = ctl("init", root / "etc", "--state", root / "lib", "--run", root / "run",
                  "--user", "nobody")
        assert (ran.returncode, ran.stderr) == (DONE, "")
        made = list(root.rglob("*"))
        assert set(ENTRIES) <= {path.name for path in made}
        assert {path.owner() for path in made} == {"nobody"}
        assert '\nuser = "nobody"\n' in (root / "etc" / "wachtpostd.conf").read_text()
        assert check(root / "etc").returncode == DONE
        ran = ctl("init", root / "more", "--user", "no-such-user")
        assert ran.returncode == CANNOT_CREATE and "no user no-such-user" in ran.stderr
        assert not (root / "more").exists()


def test_init_that_fails_leaves_nothing_of_it(tmp_path):
    (tmp_path / "lib").mkdir(mode=0o700)
    (tmp_path / "lib" / "store").write_text("no folder")
    ran = ctl("init", tmp_path / "etc", "--state", tmp_path / "lib")
    assert ran.returncode == CANNOT_CREATE and "store" in ran.stderr
    assert sorted(tmp_path.rglob("*")) == [tmp_path / "lib", tmp_path / "lib" / "store"]


def test_init_takes_an_empty_folder_and_makes_it_private(tmp_path):
    folder = tmp_path / "post"
    folder.mkdir(mode=0o755)
    assert ctl("init", folder).returncode == DONE
    assert mode(folder) == 0o700


def test_init_with_a_wrong_endpoint_leaves_nothing_behind(tmp_path):
    ran = ctl("init", tmp_path / "post", "--listen", "tcp://localhost:7700")
    assert ran.returncode == CONFIG
    assert "write 127.0.0.1 for localhost" in ran.stderr
    assert not (tmp_path / "post").exists()


def test_init_under_a_folder_that_is_not_there_is_refused(tmp_path):
    assert ctl("init", tmp_path / "none" / "post").returncode == CANNOT_CREATE


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("start",),
        ("init", "a", "b"),
        ("init", "--colour", "a"),
        ("check", "-c", "a", "b"),
        ("enrol",),
        ("rotate", "-c", "a", "zon"),
        ("rotate", "-c", "a", "zon", "wachtpost1:short"),
        ("rotate", "-c", "a", "zon", "--until", "morgen"),
        ("revoke", "-c", "a"),
        ("revoke", "-c", "a", "zon", "maan"),
        ("list", "-c", "a", "zon"),
        ("list", "-c", "a", "--on", "2027-02-29"),
    ],
)
def test_wrong_usage_is_64(arguments, tmp_path):
    ran = subprocess.run([CTL, *arguments], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == USAGE
    assert ran.stderr != "" and ran.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [(), ("init",), ("enrol",), ("check",), ("rotate",), ("revoke",), ("list",)]
)
def test_help_is_there_for_every_command(command):
    ran = ctl(*command, "--help")
    assert ran.returncode == DONE
    assert ran.stdout.startswith(" ".join(["Usage: wachtpostctl", *command]))


def test_enrol_writes_a_good_file_and_prints_what_to_send(post):
    ran = enrol(post, "zon", *ZON, "--telefoon", "070 1", "--mail", "a@example.nl", line(1))
    assert (ran.returncode, ran.stderr) == (DONE, "")
    seed = bytes.fromhex((post / "server.seed").read_text())
    assert f"server_key = '{curve_key(seed)}'" in ran.stdout
    assert "server = 'tcp://127.0.0.1:7700'" in ran.stdout
    assert "bell = 'tcp://127.0.0.1:7701'" in ran.stdout
    assert "No daemon runs: it counts when one starts.\n" in ran.stdout
    assert "No daemon runs: it counts when one starts.\n" in ran.stdout
    assert mode(participant(post, "zon")) == 0o600
    assert os.listdir(post / "deelnemers.d") == ["zon.conf"]
    assert "Participants: 1 (1 aanbieder); AGB-codes: 1." in check(post).stdout


def test_enrol_writes_everything_it_is_told(post):
    assert enrol(post, "maan", *BEHEER, line(2)).returncode == DONE
    ran = enrol(
        post, "zon", *ZON, *COORDINATOR, "--telefoon", "070", "--mail", "m@example.nl",
        "--interval", "31", "--opvolger-van", "06010714", "--gemeente", "0518", "--gemeente", "0503",
        "--hulpvorm", "KDC", "--gi", "06012345", line(1),
    )  # fmt: skip
    assert ran.returncode == CONFIG
    assert "opvolger_van 06010714 is nobody's AGB-code" in ran.stderr
    assert enrol(post, "ster", "--role", "aanbieder", "--agb", "06010714", "--naam", "De Ster",
                 line(3)).returncode == DONE  # fmt: skip
    ran = enrol(
        post, "zon", *ZON, *COORDINATOR, "--telefoon", "070", "--mail", "m@example.nl",
        "--interval", "31", "--opvolger-van", "06010714", "--gemeente", "0518", "--gemeente", "0503",
        "--hulpvorm", "KDC", "--gi", "06012345", line(1),
    )  # fmt: skip
    assert ran.returncode == DONE
    text = re.sub("(?m)^#.*\n", "", participant(post, "zon").read_text())
    assert text == (
        'roles = {"aanbieder", "coordinator"}\npersoon = "Anna de Vries"\n'
        f'keys = {{"{line(1)}"}}\n'.replace("$", "\\$")
        + 'aanbieder "06010713" {\n  naam = "KDC De Zon"\n  telefoon = "070"\n'
        '  mail = "m@example.nl"\n  interval_days = 31\n  opvolger_van = "06010714"\n}\n'
        'scope {\n  gemeenten = {"0518", "0503"}\n  hulpvormen = {"KDC"}\n'
        '  gis = {"06012345"}\n}\n'
    )


def test_enrol_refuses_a_name_that_exists(post):
    assert enrol(post, "zon", *ZON, line(1)).returncode == DONE
    before = content(post)
    ran = enrol(post, "zon", *BEHEER, line(2))
    assert ran.returncode == CANNOT_CREATE
    assert "zon exists" in ran.stderr
    assert content(post) == before


def refused(post, code, *arguments):
    """The participant is refused, nothing was written; returns what was said."""
    before = content(post)
    ran = enrol(post, *arguments)
    assert ran.returncode == code, ran.stderr
    assert ran.stdout == ""
    assert content(post) == before
    return ran.stderr


def test_enrol_refuses_what_somebody_else_has(post):
    assert enrol(post, "zon", *ZON, line(1)).returncode == DONE
    told = refused(post, CONFIG, "zuster", *BEHEER, line(1))
    assert "zuster.conf:7: this key may be used once only; it is in" in told
    assert "nothing was written" in told
    assert "one section only" in refused(post, CONFIG, "zuster", *ZON, line(2))


def test_enrol_refuses_while_another_file_has_mistakes(post):
    participant(post, "ster").write_text('roles = {"chef"}\n')
    told = refused(post, CONFIG, "zon", *ZON, line(1))
    assert "ster.conf:1: chef is no role" in told


def test_enrol_refuses_what_the_configuration_would(post):
    assert "needs a section" in refused(post, CONFIG, "zon", "--role", "aanbieder", line(1))
    assert "needs role" in refused(post, CONFIG, "zon", *BEHEER, *ZON[2:], line(1))
    control = ("--role", "aanbieder", "--agb", "06010713", "--naam", "De\nZon")
    assert "line break" in refused(post, CONFIG, "zon", *control, line(1))
    foreign = (*COORDINATOR, "--gemeente", "0363")
    assert "0363 is no CBS code" in refused(post, CONFIG, "zon", *foreign, line(1))
    for name in ["../zon", "De Zon", ""]:
        assert "a participant is named" in refused(post, CONFIG, name, *ZON, line(1))


def test_enrol_asks_whose_key_it_is(post):
    for role in ("coordinator", "beheer"):
        told = refused(post, CONFIG, "zon", "--role", role, line(1))
        assert f'role {role} needs persoon = "..."' in told
    assert enrol(post, "zon", "--role", "analist", line(1)).returncode == DONE


def test_enrol_refuses_wrong_arguments(post):
    beheer = ("zon", *BEHEER)
    assert "registration line" in refused(post, USAGE, *beheer, line(1)[:-1])
    assert "registration line" in refused(post, USAGE, *beheer)
    assert "one registration line" in refused(post, USAGE, *beheer, line(1), line(2))
    assert "a role is one of" in refused(post, USAGE, "zon", "--role", "chef", line(1))
    assert "--role is missing" in refused(post, USAGE, "zon", line(1))
    assert "eight digits" in refused(post, USAGE, *beheer, "--agb", "601", line(1))
    assert "goes with --agb" in refused(post, USAGE, *beheer, "--naam", "De Zon", line(1))
    assert "1 to 92" in refused(post, USAGE, *beheer, "--interval", "93", line(1))
    assert "hulpvorm" in refused(post, USAGE, *beheer, "--hulpvorm", "kdc", line(1))


def test_enrol_keeps_names_as_they_are_typed(post):
    name = "De \"Zon\" \\ ${HOME} 'é' #1"
    arguments = ("--role", "aanbieder", "--agb", "06010713", "--naam", name, line(1))
    assert enrol(post, "zon", *arguments).returncode == DONE
    written = participant(post, "zon").read_text()
    assert 'naam = "De \\"Zon\\" \\\\ \\${HOME} \'é\' #1"' in written
    assert check(post).returncode == DONE


def test_of_two_enrolments_of_one_key_at_once_one_counts(post):
    conf = str(post / "wachtpostd.conf")
    running = [
        subprocess.Popen(
            [CTL, "enrol", "-c", conf, "--name", f"n{i}", *BEHEER, line(1)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for i in range(8)
    ]
    codes = sorted(process.wait() for process in running)
    assert codes == [DONE] + [CONFIG] * 7
    assert len(os.listdir(post / "deelnemers.d")) == 1
    assert check(post).returncode == DONE


def test_what_a_crash_left_behind_does_not_count(post):
    (post / "deelnemers.d" / ".zon.conf.4711").write_text("half a fi")
    assert check(post).returncode == DONE
    assert enrol(post, "zon", *ZON, line(1)).returncode == DONE


def test_check_tells_all_mistakes_with_file_and_line(post):
    conf = post / "wachtpostd.conf"
    conf.write_text(conf.read_text().replace("map_mib", "mapmib").replace("months = 3", "months = 0"))
    participant(post, "zon").write_text('roles = {"chef"}\nkeys = {"none"}\n')
    ran = check(post)
    assert ran.returncode == CONFIG
    assert ran.stdout == ""
    told = [line.removeprefix(f"{post}/").split(": ")[0] for line in ran.stderr.splitlines()]
    numbered = [f"wachtpostd.conf:{number}" for number, text in enumerate(
        conf.read_text().splitlines(), 1) if text.startswith(("mapmib", "  months"))]  # fmt: skip
    assert told == [*numbered, "deelnemers.d/zon.conf:1", "deelnemers.d/zon.conf:2"]


def test_check_misses_the_files_that_the_daemon_needs(post):
    for name in ["server.seed", "store.key"]:
        (post / name).rename(post / "away")
        ran = check(post)
        assert ran.returncode == CONFIG
        assert name in ran.stderr
        (post / "away").rename(post / name)
    (post / "store").rename(post / "away")
    said = check(post).stderr
    assert "wachtpostctl init makes one" in said and "wachtpostctl restore" in said


def test_check_refuses_secrets_that_others_may_read(post):
    (post / "store.key").chmod(0o644)
    ran = check(post)
    assert ran.returncode == CONFIG
    assert "chmod 600" in ran.stderr


def test_check_of_no_file_says_so(tmp_path):
    ran = ctl("check", "-c", tmp_path / "none.conf")
    assert ran.returncode == CONFIG
    assert "none.conf:1: this file cannot be read" in ran.stderr
