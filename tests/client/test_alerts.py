"""wachtpost alerts: pages, the durable cursor, and following the bell."""

import json
import os
import subprocess

import pytest
from fake import AGB, FakeServer
from test_push import head

INCARNATION = b"i" * 16


def make_alert(pb, number):
    alert = pb.Alert(
        number=number,
        kind=pb.ALERT_KIND_OVERSCHRIJDING,
        due=20250301,
        recorded_at=1740819600000000,
        agb_code=AGB,
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        data_peilmoment=1740819600000000,
    )
    place = alert.place
    place.place_id, place.start_day, place.clock = b"K7QX", 20241128, pb.CLOCK_AANMELDDATUM
    place.crossing, place.norm_id, place.telling, place.days_waited = 20250301, "3m", number, 93
    place.snapshot.epoch, place.snapshot.sequence = b"e" * 16, 4
    place.hulpvorm, place.gemeente, place.maatregel = pb.HULPVORM_KDC, "0518", pb.MAATREGEL_OTS
    place.rank, place.rank_reason = 1, pb.RANK_REASON_URGENT
    place.rank_sentence = "beschermingsmaatregel; 93 dagen gewacht"
    return alert


class Book:
    """Answers ALERTS from a log of so many alerts, a page at a time."""

    def __init__(self, pb, length, page=3):
        self.pb, self.length, self.page = pb, length, page

    def __call__(self, request):
        asked = self.pb.AlertsRequest.FromString(request.body)
        assert asked.cursor.incarnation in (b"", INCARNATION)
        page = min(self.page, asked.limit or self.page)
        upto = min(asked.cursor.number + page, self.length)
        reply = self.pb.AlertsReply(head=head(self.pb, "OK"), more=upto < self.length)
        for number in range(asked.cursor.number + 1, upto + 1):
            reply.alerts.append(make_alert(self.pb, number))
        reply.cursor.incarnation, reply.cursor.number = INCARNATION, upto
        return reply


def cursor_file(client):
    return client.folder / "state" / "alerts.cursor"


def numbers(output):
    return [json.loads(line)["number"] for line in output.splitlines()]


def test_all_pages_come_in_order_and_only_once(pb, client):
    book = Book(pb, 8)
    with FakeServer(client.line, book) as server:
        first = client.run(*client.to(server, "alerts", "--json"))
        book.length = 10
        second = client.run(*client.to(server, "alerts", "--json"))
        third = client.run(*client.to(server, "alerts", "--json"))
    assert first.returncode == second.returncode == third.returncode == 0
    assert numbers(first.stdout) == list(range(1, 9))
    assert numbers(second.stdout) == [9, 10]
    assert third.stdout == ""
    assert "number 10\n" in cursor_file(client).read_text()


def test_all_reads_from_the_beginning_and_leaves_the_cursor(pb, client):
    with FakeServer(client.line, Book(pb, 4)) as server:
        client.run(*client.to(server, "alerts"))
        before = cursor_file(client).read_text()
        again = client.run(*client.to(server, "alerts", "--all", "--json"))
    assert numbers(again.stdout) == [1, 2, 3, 4]
    assert cursor_file(client).read_text() == before


def test_alert_says_in_words_what_a_coordinator_needs(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        text = client.run(*client.to(server, "alerts")).stdout
    for part in (
        "OVERSCHRIJDING: wacht langer dan de norm; KDC, Den Haag; 93 dagen gewacht",
        "Rang 1: beschermingsmaatregel; 93 dagen gewacht.",
        "Wacht sinds 28-11-2024 (aanmelddatum); schadelijk vanaf 01-03-2025, norm 3m.",
        "Maatregel ots, GI onbekend; overbrugging onbekend",
        "Bel KDC De Zon (06010713), 070 1234567, over plek K7QX",
    ):
        assert part in text


def test_alert_that_could_not_be_printed_comes_again(pb, client):
    with FakeServer(client.line, Book(pb, 2)) as server:
        arguments = client.command(*client.to(server, "alerts", "--json"))
        with open("/dev/full", "w") as full:
            ran = subprocess.run(arguments, stdout=full, env=client.environment(), timeout=30)
        assert ran.returncode == 75
        assert "number 0\n" in cursor_file(client).read_text()
        again = client.run(*client.to(server, "alerts", "--json"))
    assert numbers(again.stdout) == [1, 2]


def test_damaged_cursor_is_told_and_nothing_is_read(pb, client):
    with FakeServer(client.line, Book(pb, 2)) as server:
        client.run(*client.to(server, "alerts"))
        cursor_file(client).write_text("wachtpost-cursor 1\nincar")
        ran = client.run(*client.to(server, "alerts"))
        assert ran.returncode == 78
        assert len(server.requests) == 1


@pytest.mark.parametrize("answer, code", [("DENIED", 77), ("LATER", 75)])
def test_no_is_told_with_its_exit_code(pb, client, answer, code):
    with FakeServer(client.line, lambda _: pb.AlertsReply(head=head(pb, answer))) as server:
        assert client.run(*client.to(server, "alerts")).returncode == code


def following(client, server):
    process = client.start(*client.to(server, "alerts", "--follow", "--json"))
    os.set_blocking(process.stdout.fileno(), True)
    return process


def test_second_reader_of_one_folder_is_told_what_to_do(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        process = following(client, server)
        assert numbers(process.stdout.readline()) == [1]
        ran = client.run(*client.to(server, "alerts"))
        process.kill()
        process.communicate()
    assert ran.returncode == 75
    assert "alerts.lock is in gebruik door een ander proces; er loopt al een" in ran.stderr
    assert "sluit die, of geef een andere --state" in ran.stderr


def test_follow_hears_the_bell(pb, client):
    book = Book(pb, 1)
    with FakeServer(client.line, book) as server:
        process = following(client, server)
        assert numbers(process.stdout.readline()) == [1]
        for length in (2, 3, 4):
            book.length = length
            server.ring()
            assert numbers(process.stdout.readline()) == [length]
        process.terminate()
        process.communicate()
    assert "number " in cursor_file(client).read_text()


def test_second_follower_of_one_cursor_is_held_off(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        process = following(client, server)
        assert numbers(process.stdout.readline()) == [1]
        assert client.run(*client.to(server, "alerts")).returncode == 75
        process.terminate()
        process.communicate()


def test_follow_outlives_a_server_that_restarts(pb, client):
    book = Book(pb, 1)
    with FakeServer(client.line, book) as server:
        process = following(client, server)
        assert numbers(process.stdout.readline()) == [1]
        endpoint, bell, keys = server.endpoint, server.bell, (server.public, server.secret)
    book.length = 2
    again = FakeServer(client.line, book, endpoint=endpoint, bell=bell)
    again.public, again.secret = keys
    with again:
        assert numbers(process.stdout.readline()) == [2]
        process.terminate()
        process.communicate()


def test_follow_ends_with_77_when_the_key_is_revoked(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        process = following(client, server)
        assert numbers(process.stdout.readline()) == [1]
        endpoint, bell, keys = server.endpoint, server.bell, (server.public, server.secret)
    again = FakeServer(client.line, Book(pb, 1), admit=False, endpoint=endpoint, bell=bell)
    again.public, again.secret = keys
    with again:
        process.communicate(timeout=30)
    assert process.returncode == 77
