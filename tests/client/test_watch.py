"""wachtpost watch: a drop folder, against a server that answers as each test wants."""

import os
import pathlib
import re
import signal
import subprocess

import pytest
from fake import AGB, PATIENCE_S, FakeServer
from test_alerts_follow import wait_until
from test_push import answering, push_reply, snapshots

HEADER = "id;gemeente;hulpvorm;aanmelddatum\n"
SECOND = 1000000


def rows(*identities):
    return HEADER + "".join(f"{each};0518;KDC;2025-01-31\n" for each in identities)


class Watcher:
    """wachtpost watch on a folder of its own, as a context."""

    def __init__(self, client, server, *arguments):
        self.client, self.folder, self.told = client, client.folder / "drop", client.folder / "told"
        self.folder.mkdir(exist_ok=True)
        words = ("--poll", "1", "--settle", "1", *arguments)
        arguments = client.to(server, "watch", str(self.folder), *words, timeout=None)
        self.command = client.command(*arguments)

    def start(self):
        with open(self.told, "a") as told:
            self.process = subprocess.Popen(
                self.command, stdout=told, stderr=told, env=self.client.environment()
            )

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self.process.wait(PATIENCE_S)

    def drop(self, name, text, modified=None):
        """Moved into place, as a careful exporter does."""
        fresh = self.folder / f".{name}"
        fresh.write_text(text)
        if modified is not None:
            os.utime(fresh, (modified, modified))
        fresh.rename(self.folder / name)

    def report(self, name, below=""):
        path = self.folder / below / f"{name}.verslag.txt"
        return path.read_text() if path.exists() else ""

    def wait_report(self, name, words, below=""):
        wait_until(lambda: words in self.report(name, below), self.report(name, below))

    def wait_gone(self, name):
        wait_until(lambda: not (self.folder / name).exists(), f"{name} stays")

    def wait_told(self, words):
        wait_until(lambda: words in self.told.read_text(), f"never said: {words}")


def test_file_is_delivered_as_it_was_and_goes_after_its_receipt(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1", "A2"), modified=1740819600)
            watcher.wait_gone("lijst.csv")
            watcher.wait_report("lijst.csv", f"Verwerkt: levering 1 van {AGB}")
            assert watcher.end() == 0
        (snapshot,) = snapshots(pb, server)
    assert [place.id for place in snapshot.places] == [b"A1", b"A2"]
    assert snapshot.peilmoment == 1740819600 * SECOND
    assert sorted(each.name for each in watcher.folder.iterdir()) == ["lijst.csv.verslag.txt"]


def test_files_go_in_the_order_in_which_they_were_made(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        watcher = Watcher(client, server, "--keep")
        watcher.drop("a.csv", rows("A1", "A2", "A3"), modified=1740819800)
        watcher.drop("b.csv", rows("A1", "A2"), modified=1740819700)
        watcher.drop("c.csv", rows("A1"), modified=1740819600)
        watcher.drop("~$a.csv", "van Excel")
        with watcher:
            wait_until(lambda: (watcher.folder / "geleverd" / "a.csv").exists(), "not kept")
            assert watcher.end() == 0
        assert [len(each.places) for each in snapshots(pb, server)] == [1, 2, 3]
    assert (watcher.folder / "~$a.csv").exists()


def test_file_with_mistakes_is_set_apart_with_every_mistake(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1") + "A2;9999;KDC;31-31-2025\n")
            watcher.wait_gone("lijst.csv")
            report = watcher.report("lijst.csv", "afgekeurd")
            assert "rij 3" in report and "aanmelddatum" in report
            assert "Verbeter het en zet het opnieuw in de map" in report
            assert (watcher.folder / "afgekeurd" / "lijst.csv").exists()
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_report("lijst.csv", "Verwerkt: levering 1")
            assert watcher.end() == 0
        assert len(snapshots(pb, server)) == 1


def test_rejected_list_is_set_apart_with_its_receipt(pb, client):
    with FakeServer(client.line, answering(pb, "REJECTED")) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_report("lijst.csv", "levering 1", below="afgekeurd")
            assert watcher.end() == 0


def test_refused_line_is_named_by_its_row(pb, client):
    def answer(request):
        reply = push_reply(pb, request.body, "ACCEPTED")
        line = reply.receipt.refused.add(section=pb.LINE_SECTION_PLACES, index=1, id=b"A2")
        line.faults.add(code=pb.FAULT_CODE_TE_OUD, field="aanmelddatum")
        return reply

    with FakeServer(client.line, answer) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1", "A2"))
            watcher.wait_report("lijst.csv", "rij 3")
            assert watcher.end() == 0


def test_report_of_the_receipt_still_names_what_was_left_out(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1") + "A2;0599;KDC;2025-01-31\n")
            watcher.wait_report("lijst.csv", "Verwerkt: levering 1")
            assert "buiten de regio weggelaten: rij 3;" in watcher.report("lijst.csv")
            assert watcher.end() == 0


def reads_of(process):
    """How often it has read from anything, files for the most part."""
    io = pathlib.Path(f"/proc/{process.pid}/io").read_text()
    return int(re.search(r"^syscr: (\d+)$", io, re.MULTILINE)[1])


def test_many_files_that_wait_take_no_more_work_each_than_few(pb, client):
    """Each is read a few times; that all are looked at for each would be thousands of times."""
    count = 150
    with FakeServer(client.line, answering(pb, "LATER")) as server:
        with Watcher(client, server) as watcher:
            for number in range(count):
                watcher.drop(f"{number}.csv", rows(f"A{number}"), modified=1740819600 + number)
            last = f"{count - 1}.csv"
            watcher.wait_report(last, "bewaard in de outbox")
            began = reads_of(watcher.process)
            server.answer = answering(pb, "ACCEPTED")
            watcher.wait_gone(last)
            wait_until(lambda: not list(watcher.folder.glob("*.csv")), "not all went")
            assert reads_of(watcher.process) - began < 100 * count
            assert watcher.end() == 0
        assert [each.places[0].id for each in snapshots(pb, server)][-count:] == [
            b"A%d" % number for number in range(count)]


def test_server_that_is_away_gets_the_file_later_by_itself(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_report("lijst.csv", "bewaard in de outbox")
            assert (watcher.folder / "lijst.csv").exists()
            wait_until(lambda: server.bodies("PUSH"), "never sent")
            server.answer = answering(pb, "ACCEPTED")
            watcher.wait_gone("lijst.csv")
            watcher.wait_report("lijst.csv", "Verwerkt: levering 1")
            assert watcher.end() == 0
        assert len({body for body in server.bodies("PUSH")}) == 1


def test_refused_key_is_told_and_the_file_waits(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED"), admit=False) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_told("laat deze sleutel niet toe")
            assert (watcher.folder / "lijst.csv").exists()
            assert watcher.end() == 0


def test_stopped_outbox_is_told_with_what_to_do(pb, client):
    with FakeServer(client.line, answering(pb, "CONFLICT")) as server:
        with Watcher(client, server) as watcher:
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_told("de outbox staat stil sinds")
            assert (watcher.folder / "lijst.csv").exists()
            assert watcher.end() == 0


def test_second_watcher_is_held_off(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        with Watcher(client, server) as watcher:
            wait_until(lambda: (watcher.folder / ".wachtpost-watch.lock").exists(), "no lock")
            ran = client.run(*watcher.command[1:])
            assert ran.returncode == 75
            assert f"er loopt al een wachtpost watch voor {AGB}" in ran.stderr
            ran = client.run(*watcher.command[1:], "--state", str(client.folder / "other"))
            assert ran.returncode == 75
            assert "kijkt al naar deze map" in ran.stderr
            assert watcher.end() == 0
        assert not (watcher.folder / ".wachtpost-watch.lock").exists()


def test_folder_that_comes_and_goes_is_waited_for(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        with Watcher(client, server) as watcher:
            wait_until(lambda: (watcher.folder / ".wachtpost-watch.lock").exists(), "no lock")
            watcher.folder.rename(client.folder / "away")
            watcher.wait_told("mislukt")  # of the lock; or of the list, in the midst of a round
            (client.folder / "away").rename(watcher.folder)
            watcher.wait_told("de map is weer te gebruiken")
            watcher.drop("lijst.csv", rows("A1"))
            watcher.wait_gone("lijst.csv")
            assert watcher.end() == 0


@pytest.mark.parametrize(
    "arguments",
    [[], ["--json"], ["--poll", "0"], ["--timeout", "9"], ["--bell", "tcp://127.0.0.1:1"]],
)
def test_wrong_use_is_told(pb, client, arguments):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        folder = [str(client.folder)] if arguments else []
        wrong = client.to(server, "watch", *folder, *arguments, timeout=None)
        assert client.run(*wrong).returncode == 64


def test_kills_at_any_moment_deliver_each_file_once(pb, client):
    """Each list holds one place more than the one before, so that a repeat would show."""
    count = 12
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        watcher = Watcher(client, server)
        for number in range(1, count + 1):
            text = rows(*(f"A{each:02}" for each in range(number)))
            watcher.drop(f"lijst{number:02}.csv", text, modified=1740819600 + number)
        for settled in range(1, count, 3):
            with watcher:
                wait_until(lambda: len(snapshots(pb, server)) >= settled, "no progress")
                watcher.end(signal.SIGKILL)
        with watcher:
            for number in range(1, count + 1):
                watcher.wait_gone(f"lijst{number:02}.csv")
            assert watcher.end() == 0
        numbered = {each.sequence: len(each.places) for each in snapshots(pb, server)}
    assert numbered == {number: number for number in range(1, count + 1)}
