"""rotate, revoke and list as an operator uses them, while no daemon runs."""

import datetime
import hashlib
import json
import os
import subprocess
import zoneinfo

import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from test_ctl import (
    BEHEER, CONFIG, COORDINATOR, CTL, DONE, ZON, check, content, ctl, enrol, line, mode, participant,
    post, subkey,
)  # fmt: skip

__all__ = ["post"]
DAY = datetime.timedelta(days=1)
TODAY = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Amsterdam")).date()


def kenmerk(number):
    """What proto/keys/keys.h says it is, made with other hands."""
    seed = bytes([number]) * 32
    both = bytes(SigningKey(subkey(seed, 1)).verify_key) + bytes(PrivateKey(subkey(seed, 2)).public_key)
    digits = hashlib.blake2b(both, digest_size=32).hexdigest()[:20]
    return "-".join(digits[at : at + 4] for at in range(0, 20, 4))


def run(post, command, *arguments):
    return ctl(command, "-c", post / "wachtpostd.conf", *arguments)


def listed(post, *arguments):
    ran = run(post, "list", "--json", *arguments)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    return {found["name"]: found for found in json.loads(ran.stdout)["participants"]}


def keys(post, name, *arguments):
    return {key["kenmerk"]: key for key in listed(post, *arguments)[name]["keys"]}


def refused(post, code, command, *arguments):
    """It is refused and no byte was written; returns what was said."""
    before = content(post)
    ran = run(post, command, *arguments)
    assert ran.returncode == code, ran.stderr
    assert content(post) == before
    return ran.stderr


@pytest.fixture
def zon(post):
    assert enrol(post, "zon", *ZON, line(1)).returncode == DONE
    return post


def test_rotate_gives_another_key_and_the_old_one_two_weeks(zon):
    ran = run(zon, "rotate", "zon", line(2))
    assert (ran.returncode, ran.stderr) == (DONE, "")
    last = TODAY + 14 * DAY
    old, new = keys(zon, "zon")[kenmerk(1)], keys(zon, "zon")[kenmerk(2)]
    assert (old["from"], old["until"], old["holds"]) == (None, str(last), True)
    assert (new["from"], new["until"], new["holds"]) == (None, None, True)
    assert old["line"] == line(1) and new["line"] == line(2)
    assert not keys(zon, "zon", "--on", last + DAY)[kenmerk(1)]["holds"]
    assert "No daemon runs" in ran.stdout
    assert f"Uw nieuwe sleutel (kenmerk {kenmerk(2)}) geldt vanaf nu." in ran.stdout
    assert f"De vorige (kenmerk {kenmerk(1)}) geldt tot en met {last}." in ran.stdout
    assert check(zon).returncode == DONE


def test_rotate_ends_the_old_key_when_it_is_told(zon):
    assert run(zon, "rotate", "zon", line(2), "--until", "2099-12-31").returncode == DONE
    assert keys(zon, "zon")[kenmerk(1)]["until"] == "2099-12-31"


def test_rotate_leaves_everything_else_in_the_file_as_it_was(zon):
    file = participant(zon, "zon")
    file.write_text("# van Anna\n" + file.read_text() + "\n# het einde\n")
    file.chmod(0o640)
    before = file.read_text()
    assert run(zon, "rotate", "zon", line(2), "--until", "2099-12-31").returncode == DONE
    written = f'keys = {{"{line(1)} until 2099-12-31",\n        "{line(2)}"}}'
    start = before.index("keys = {")
    end = before.index("}", before.index('"', start + 8) + 92) + 1
    assert file.read_text() == before[:start] + written + before[end:]
    assert mode(file) == 0o640
    assert os.listdir(zon / "deelnemers.d") == ["zon.conf"]


def test_rotate_says_so_when_comments_could_not_stay(zon):
    file = participant(zon, "zon")
    file.write_text("# van Anna\n" + file.read_text().replace("keys = {", "keys += {"))
    ran = run(zon, "rotate", "zon", line(2))
    assert ran.returncode == DONE
    assert "without the comments it had" in ran.stdout
    assert "Anna" not in file.read_text()
    assert set(keys(zon, "zon")) == {kenmerk(1), kenmerk(2)}


def test_rotate_refuses_a_third_key_and_says_what_to_do(zon):
    assert run(zon, "rotate", "zon", line(2)).returncode == DONE
    told = refused(zon, CONFIG, "rotate", "zon", line(3))
    assert "more than two keys at once" in told and "--key KENMERK" in told
    assert run(zon, "revoke", "zon", "--key", kenmerk(1)).returncode == DONE
    ran = run(zon, "rotate", "zon", line(3))
    assert ran.returncode == DONE
    assert "What held no longer was left out" in ran.stdout
    assert set(keys(zon, "zon")) == {kenmerk(2), kenmerk(3)}


def test_rotate_refuses_what_the_configuration_would(zon):
    assert enrol(zon, "maan", *BEHEER, line(2)).returncode == DONE
    assert "used once only" in refused(zon, CONFIG, "rotate", "zon", line(1))
    assert "used once only" in refused(zon, CONFIG, "rotate", "zon", line(2))
    assert "there is no participant ster" in refused(zon, CONFIG, "rotate", "ster", line(3))
    participant(zon, "ster").write_text('roles = {"chef"}\n')
    told = refused(zon, CONFIG, "rotate", "zon", line(3))
    assert "ster.conf:1: chef is no role" in told and "nothing was written" in told


def test_rotate_lets_no_key_in_again_that_was_revoked_or_has_ended(zon):
    assert run(zon, "rotate", "zon", line(2)).returncode == DONE
    assert run(zon, "revoke", "zon", "--key", kenmerk(1)).returncode == DONE
    told = refused(zon, CONFIG, "rotate", "zon", line(1))
    assert f"was revoked on {TODAY}" in told
    yesterday = str(TODAY - DAY)
    assert run(zon, "rotate", "zon", line(3), "--until", yesterday).returncode == DONE
    assert f"ended on {yesterday}" in refused(zon, CONFIG, "rotate", "zon", line(2))
    assert {k: v["holds"] for k, v in keys(zon, "zon").items() if v["holds"]} == {kenmerk(3): True}


def test_rotate_does_not_follow_a_link(zon, tmp_path):
    file, elsewhere = participant(zon, "zon"), tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    before = elsewhere.read_text()
    ran = run(zon, "rotate", "zon", line(2))
    assert ran.returncode == 73
    assert "no ordinary file" in ran.stderr
    assert file.is_symlink() and elsewhere.read_text() == before


def test_revoke_keeps_the_file_and_the_codes_and_nobody_gets_in(zon):
    ran = run(zon, "revoke", "zon")
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert "no STIL" in ran.stdout and "Uw toegang tot wachtpost is ingetrokken." in ran.stdout
    found = listed(zon)["zon"]
    assert found["revoked"] == str(TODAY)
    assert [key["holds"] for key in found["keys"]] == [False]
    assert [code["agb"] for code in found["aanbieders"]] == ["06010713"]
    assert f"zon was revoked on {TODAY} already" in refused(zon, CONFIG, "revoke", "zon")
    assert "take `revoked` out" in refused(zon, CONFIG, "rotate", "zon", line(2))
    assert "used once only" in enrol(zon, "maan", *BEHEER, line(1)).stderr


@pytest.mark.parametrize("name", [line, kenmerk])
def test_revoke_takes_one_key_by_its_line_or_its_kenmerk(zon, name):
    assert run(zon, "rotate", "zon", line(2)).returncode == DONE
    assert "has no such key" in refused(zon, CONFIG, "revoke", "zon", "--key", name(3))
    ran = run(zon, "revoke", "zon", "--key", name(1))
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert "Uw andere sleutel blijft geldig." in ran.stdout
    assert {k: v["holds"] for k, v in keys(zon, "zon").items()} == {kenmerk(1): False, kenmerk(2): True}
    assert "revoked on" in refused(zon, CONFIG, "revoke", "zon", "--key", name(1))
    ran = run(zon, "revoke", "zon", "--key", name(2))
    assert "zon has no key left that holds today" in ran.stdout


def test_list_tells_everybody_and_who_needs_a_key(zon):
    scope = ("--gemeente", "0518", "--hulpvorm", "KDC", "--gi", "06012345")
    assert enrol(zon, "anna", *COORDINATOR, *scope, line(2)).returncode == DONE
    assert enrol(zon, "bas", *BEHEER, line(3)).returncode == DONE
    assert enrol(zon, "els", "--role", "coordinator", "--persoon", "Elsjë", line(4)).returncode == DONE
    assert run(zon, "rotate", "zon", line(5)).returncode == DONE
    assert run(zon, "revoke", "zon", "--key", line(5)).returncode == DONE
    assert run(zon, "revoke", "bas").returncode == DONE
    assert run(zon, "revoke", "els", "--key", line(4)).returncode == DONE
    ran = run(zon, "list")
    assert (ran.returncode, ran.stderr) == (DONE, "")
    table, warnings = ran.stdout.split("\n\n", 1)
    rows = [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in table.splitlines()]
    last = TODAY + 14 * DAY
    assert rows[0] == ["NAME", "PERSOON", "ROLES", "ABOUT", "KENMERK", "HOLDS"]
    assert ["anna", "Anna de Vries", "coordinator", "0518 KDC 06012345", kenmerk(2), "yes"] in rows
    assert ["bas", "Bas Heer", "beheer", "-", kenmerk(3), f"no, revoked {TODAY}"] in rows
    assert ["els", "Elsjë", "coordinator", "everything", kenmerk(4), f"no, revoked {TODAY}"] in rows
    zons = sorted(row[-2:] for row in rows if row[-2] in (kenmerk(1), kenmerk(5)))
    assert zons == sorted([[kenmerk(1), f"yes, until {last}"], [kenmerk(5), f"no, revoked {TODAY}"]])
    columns = {row.index(row.split("  ")[-1]) for row in table.splitlines()[1:]}
    assert len(columns) == 1
    assert warnings == (
        "els has no key that holds: wachtpostctl rotate gives it one.\n"
    )
    assert f"zon has no key that holds from {last + DAY} on" in run(zon, "list", "--on", TODAY + DAY).stdout


def test_list_ends_with_its_table_when_nothing_needs_a_hand(zon):
    said = run(zon, "list").stdout
    assert said.endswith("\n") and "\n\n" not in said


def test_of_rotations_at_once_every_one_that_is_done_stands(zon):
    for name, number in (("a", 10), ("b", 11), ("c", 12)):
        assert enrol(zon, name, *BEHEER, line(number)).returncode == DONE
    conf = str(zon / "wachtpostd.conf")
    running = [
        subprocess.Popen([CTL, "rotate", "-c", conf, name, line(20)],
                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in "abc"
    ]  # fmt: skip
    assert sorted(process.wait() for process in running) == [DONE, CONFIG, CONFIG]
    assert check(zon).returncode == DONE
    assert sum(kenmerk(20) in keys(zon, name) for name in "abc") == 1
