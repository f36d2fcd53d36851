"""The real program and the real daemon: a made-up quarter is reported, fixed, corrected and
compared; old figures are kept; Startpunt gets its feed."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import zmq.utils.z85

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "replay"))

from contract import HULPVORM, REASON, STATUS, pb  # noqa: E402
from days import HOUR_US, MINUTE_US, days_later, midnight  # noqa: E402
from scene import ZEE, ZON, date, epoch_of, outflow, place, settings, snapshot  # noqa: E402
from server import Server, program, seed_of  # noqa: E402
from settings import Participant  # noqa: E402

FIRST = "2025-01-06"
FILES = "feiten.csv feiten-excel.csv definities.csv duiding.csv kenmerken.csv regiomonitor.html"


class Post:
    """A daemon on a virtual clock, who delivers, and the command line of a participant."""

    def __init__(self):
        self.settings = settings(ZON, ZEE, interval=92).with_participant(Participant("analist", ("analist",)))
        self.server = Server(self.settings)
        self.now = midnight(date(FIRST)) + 12 * HOUR_US
        self.sequences = {}
        self.server.start(self.now)

    def close(self):
        self.server.close()

    def until(self, day):
        self.now = midnight(date(day)) + 12 * HOUR_US
        body = pb.ClockRequest(head=pb.RequestHead(made_at=self.now), instant=self.now)
        reply = self.server.client("klok").ask("CLOCK", body.SerializeToString(), pb.ClockReply)
        assert reply.head.status == STATUS.OK, reply

    def push(self, agb, *places, gone=(), at=None, **fields):
        sequence = self.sequences[agb] = self.sequences.get(agb, 0) + 1
        peilmoment = midnight(date(at)) + HOUR_US if at else self.now - MINUTE_US
        message = snapshot(agb, epoch_of(agb), sequence, peilmoment, places, gone, **fields)
        reply = self.server.client(f"a{agb}").ask(
            "PUSH", message.SerializeToString(), pb.PushReply
        )
        assert reply.head.status == STATUS.ACCEPTED and not reply.receipt.refused, reply

    def configuration(self, name):
        folder = self.server.root / name
        folder.mkdir(exist_ok=True)
        seed = folder / "seed"
        seed.write_text(seed_of(name, 1).hex() + "\n")
        seed.chmod(0o600)
        key = zmq.utils.z85.encode(self.server.keys.curve_public).decode()
        path = folder / "wachtpost.conf"
        path.write_text(
            f"server = '{self.server.endpoint}'\nserver_key = '{key}'\nkey = 'seed'\n"
        )
        return str(path)

    def report(self, *words, name="analist"):
        what, *rest = words
        return subprocess.run(
            [program("wachtpost"), "report", what, "-c", self.configuration(name), *map(str, rest)],
            capture_output=True,
            text=True,
            env={"HOME": str(self.server.root), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            timeout=60,
        )

    def monitor(self, folder, *words, quarter="2025Q1"):
        ran = self.report("regiomonitor", "--quarter", quarter, "-o", folder, *words)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


def waits(prefix, count, first_day, hulpvorm, **fields):
    """So many waits that began a day after each other."""
    first = date(first_day)
    return [
        place(f"{prefix}{i:03}", days_later(first, i), hulpvorm=hulpvorm, **fields)
        for i in range(count)
    ]


def play_quarter(post):
    kdc = waits("k", 30, "2024-10-01", HULPVORM.KDC)
    ggz = waits("g", 60, "2024-09-01", HULPVORM.AMBULANTE_JEUGD_GGZ)
    few = waits("p", 3, "2024-12-01", HULPVORM.PLEEGZORG, gemeente="0503")
    more = waits("d", 20, "2024-12-01", HULPVORM.DYSLEXIE, gemeente="0503")
    post.push(ZON, *kdc, *few)
    post.push(ZEE, *ggz, *more)
    post.until("2025-02-10")
    gone = [outflow(f"k{i:03}", REASON.GESTART, "2025-02-01") for i in range(12)]
    post.push(ZON, *kdc[12:], *few, gone=gone)
    post.until("2025-03-20")
    gone = [outflow(f"g{i:03}", REASON.GESTART, "2025-03-10") for i in range(15)]
    open_kdc = pb.Aanname(hulpvorm=HULPVORM.KDC, status=pb.AANNAME_STATUS_OPEN)
    post.push(ZEE, *ggz[15:], *more, gone=gone)
    post.until("2025-04-03")
    post.push(ZON, *kdc[12:], *few, aanname=[open_kdc])
    post.push(ZEE, *ggz[15:], *more)
    post.until("2025-04-05")


@pytest.fixture
def post():
    played = Post()
    try:
        play_quarter(played)
        yield played
    finally:
        played.close()


def rows(path, delimiter=","):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def fact(path, figure, code="", quarter="2025Q1"):
    found = [
        row
        for row in rows(path)
        if (row["kwartaal"], row["code"], row["figuur"]) == (quarter, code, figure)
    ]
    assert len(found) == 1, found
    return found[0]["waarde"], found[0]["weergave"]


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def test_a_quarter_is_counted_by_the_daemon_and_rounded_and_hidden_for_the_public(post, tmp_path):
    post.monitor(tmp_path / "openbaar")
    post.monitor(tmp_path / "kring", "--kring")
    assert sorted(contents(tmp_path / "openbaar")) == sorted(FILES.split())
    public, circle = tmp_path / "openbaar/feiten.csv", tmp_path / "kring/feiten.csv"
    assert fact(circle, "wachtplekken") == ("86", "exact")
    assert fact(circle, "wachtplekken", "PLEEGZORG") == ("3", "exact")
    assert fact(circle, "gestart_plekken") == ("27", "exact")
    assert fact(public, "wachtplekken") == ("85", "afgerond")
    assert fact(public, "wachtplekken", "PLEEGZORG") == ("", "verborgen")
    assert {row["kwartaal"] for row in rows(public)} == {"2025Q1"}
    assert (tmp_path / "kring/feiten.csv").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "openbaar/feiten.csv").stat().st_mode & 0o777 == 0o644
    assert "Gespeelde gegevens" in (tmp_path / "openbaar/regiomonitor.html").read_text()


def test_what_was_fixed_comes_back_byte_for_byte_and_differences_are_explained(post, tmp_path):
    told = post.monitor(tmp_path / "a", "--vastgesteld")
    assert "regiomonitor/2025Q1 (vastgesteld)" in told
    fixed = contents(tmp_path / "a")
    told = post.monitor(tmp_path / "b")
    assert "Alle " in told and "precies gelijk" in told
    ran = post.report(
        *"regiomonitor --quarter 2025Q1 --scope 2024-01-01 -o".split(), tmp_path / "b"
    )
    assert ran.returncode == 0 and "die van toen" in ran.stderr
    again = contents(tmp_path / "b")
    assert len(again.pop("verschillen.csv").splitlines()) == 1
    assert again == fixed

    late = waits("x", 25, "2024-11-01", HULPVORM.AMBULANTE_JEUGD_GGZ)
    post.push(ZEE, *waits("g", 60, "2024-09-01", HULPVORM.AMBULANTE_JEUGD_GGZ), *late, at="2025-03-30")
    told = post.monitor(tmp_path / "c", "--vastgesteld")
    assert "precies gelijk" in told
    assert "later ontvangen leveringen" in told
    later = contents(tmp_path / "c")
    later.pop("verschillen.csv")
    assert later == fixed
    differences = rows(tmp_path / "c/verschillen.csv")
    found = {(row["code"], row["figuur"]): row for row in differences}
    row = found["AMBULANTE_JEUGD_GGZ", "wachtplekken"]
    assert (row["vastgesteld"], row["nu"], row["verschil"]) == ("45", "85", "40")
    summary = json.loads(post.monitor(tmp_path / "d", "--json"))
    assert summary["fixed"] and summary["differing"] == len(differences)


def test_public_and_circle_are_fixed_apart(post, tmp_path):
    post.monitor(tmp_path / "kring", "--kring", "--vastgesteld")
    told = post.monitor(tmp_path / "openbaar")
    assert "vastgesteld" not in told
    assert fact(tmp_path / "openbaar/feiten.csv", "wachtplekken", "PLEEGZORG")[1] == "verborgen"


def test_old_figures_are_checked_kept_once_and_drawn_before_the_break(post, tmp_path):
    old = tmp_path / "oud.csv"
    old.write_text("kwartaal;figuur;hulpvorm;waarde\n2021Q4;wachtplekken;;1\n2021Q9;wachters;;x\n")
    ran = post.report("import", old, "--name", "monitor2021")
    assert ran.returncode == 65
    assert "rij 3, kolom kwartaal" in ran.stderr and "rij 3, kolom figuur" in ran.stderr

    old.write_text(
        "kwartaal;figuur;hulpvorm;waarde\n"
        "2021Q4;wachtplekken_schadelijk;AMBULANTE_JEUGD_GGZ;839\n"
        "2021Q4;wachtplekken_schadelijk;;1212\n"
    )
    assert post.report("import", old, "--name", "monitor2021").returncode == 0
    assert post.report("import", old, "--name", "monitor2021").returncode == 0
    old.write_text("kwartaal;figuur;hulpvorm;waarde\n2021Q4;wachtplekken_schadelijk;;1213\n")
    ran = post.report("import", old, "--name", "monitor2021")
    assert ran.returncode == 65 and "blijft zo" in ran.stderr

    post.monitor(tmp_path / "m", "--reeks", "monitor2021")
    page = (tmp_path / "m/regiomonitor.html").read_text()
    assert "oude reeks" in page and 'class="dot l1 old"' in page
    assert fact(tmp_path / "m/feiten.csv", "wachtplekken_schadelijk", quarter="2021Q4") == (
        "1210",
        "afgerond",
    )
    ran = post.report(
        "regiomonitor", "--quarter", "2025Q1", "-o", tmp_path / "n", "--reeks", "anders"
    )
    assert ran.returncode == 65 and "geen reeks" in ran.stderr


def test_startpunt_tells_weeks_where_ten_began_and_the_region_elsewhere(post, tmp_path):
    ran = post.report("startpunt", "-o", tmp_path / "s")
    assert ran.returncode == 0, ran.stderr
    feed = json.loads((tmp_path / "s/wachttijden.json").read_text())
    assert feed["peildatum"] == "2025-04-05" and feed["gespeeld"]
    found = {(row["agb"], row["hulpvorm"]): row for row in feed["wachttijden"]}
    kdc = found[ZON, "KDC"]
    assert kdc["gebaseerd_op"] == "aanbieder_90_dagen" and kdc["neemt_aan"] == "ja"
    assert kdc["helft_binnen_weken"] is None or kdc["helft_binnen_weken"] >= 13
    assert found[ZON, "PLEEGZORG"]["tekst"] == "te weinig gegevens"
    assert found[ZEE, "AMBULANTE_JEUGD_GGZ"]["gegevens_van"] == "2025-04-03"
    table = rows(tmp_path / "s/wachttijden.csv")
    assert [row["tekst"] for row in table] == [row["tekst"] for row in feed["wachttijden"]]

    post.until("2025-04-18")
    ran = post.report("startpunt", "-o", tmp_path / "t")
    assert ran.returncode == 0, ran.stderr
    feed = json.loads((tmp_path / "t/wachttijden.json").read_text())
    assert {row["gebaseerd_op"] for row in feed["wachttijden"]} == {"gegevens_te_oud"}
    assert {row["neemt_aan"] for row in feed["wachttijden"]} == {"onbekend"}

    ran = post.report("startpunt", "-o", tmp_path / "u", "--on", "2025-04-05")
    before = json.loads((tmp_path / "s/wachttijden.json").read_text())
    again = json.loads((tmp_path / "u/wachttijden.json").read_text())
    assert again["wachttijden"] == before["wachttijden"]


def test_who_may_not_publish_gets_77_and_no_files(post, tmp_path):
    for words in (
        ("regiomonitor", "--quarter", "2025Q1", "-o", tmp_path / "x"),
        ("startpunt", "-o", tmp_path / "x"),
    ):
        ran = post.report(*words, name=f"a{ZON}")
        assert ran.returncode == 77, ran.stderr
        assert not (tmp_path / "x").exists()


def test_a_quarter_must_be_over_and_well_written(post, tmp_path):
    ran = post.report("regiomonitor", "--quarter", "2025Q2", "-o", tmp_path / "x")
    assert ran.returncode == 65 and "nog niet voorbij" in ran.stderr
    ran = post.report("regiomonitor", "--quarter", "2025-2", "-o", tmp_path / "x")
    assert ran.returncode == 64 and "2025Q3" in ran.stderr
    ran = post.report("regiomonitor", "--quarter", "2025Q1")
    assert ran.returncode == 64
    ran = post.report("jaarverslag", "-o", tmp_path / "x")
    assert ran.returncode == 64
    assert not (tmp_path / "x").exists()
