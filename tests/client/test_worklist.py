"""wachtpost worklist: gathered from STATUS, ALERTS and PLACES, shown, and only then is
the cursor moved."""

import html.parser
import json
import shlex
import stat
import subprocess

import pytest
from fake import AGB, FakeServer
from test_alerts import INCARNATION, make_alert
from test_push import head

NOW = 1740981600000000  # 2025-03-03, 07:00 in Amsterdam
DAY = 86400 * 1000000


def make_row(pb, identity, days=93, crossing=20250302):
    row = pb.PlaceRow(
        agb_code=AGB,
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        start_day=20241128,
        clock=pb.CLOCK_AANMELDDATUM,
        crossing=crossing,
        days_waited=days,
        rank=1,
        rank_reason=pb.RANK_REASON_URGENT,
        rank_sentence=f"beschermingsmaatregel; {days} dagen gewacht",
        data_peilmoment=NOW - DAY,
        data_age_days=1,
    )
    row.place.id, row.place.gemeente = identity.encode(), "0518"
    row.place.hulpvorm, row.place.maatregel = pb.HULPVORM_KDC, pb.MAATREGEL_OTS
    return row


class Region:
    """A daemon with alerts and places, which come in pages of two."""

    def __init__(self, pb, alerts=(), rows=(), places="OK"):
        self.pb, self.alerts, self.rows, self.places = pb, list(alerts), list(rows), places
        self.answers = {
            b"STATUS": self.tell_name,
            b"ALERTS": self.give_alerts,
            b"PLACES": self.give_places,
        }

    def __call__(self, request):
        return self.answers[request.kind](request.body)

    def tell_name(self, _):
        return self.pb.StatusReply(head=head(self.pb, "OK", now=NOW), name="anna")

    def give_alerts(self, body):
        after = self.pb.AlertsRequest.FromString(body).cursor.number
        left = [alert for alert in self.alerts if alert.number > after]
        reply = self.pb.AlertsReply(head=head(self.pb, "OK", now=NOW), more=len(left) > 2)
        reply.alerts.extend(left[:2])
        reply.cursor.incarnation = INCARNATION
        reply.cursor.number = left[:2][-1].number if left else after
        return reply

    def give_places(self, body):
        asked = self.pb.PlacesRequest.FromString(body)
        assert asked.as_known_at == (NOW if asked.offset else 0) and not asked.beyond_only
        reply = self.pb.PlacesReply(head=head(self.pb, self.places, now=NOW))
        end = asked.offset + 2
        reply.rows.extend(self.rows[asked.offset : end])
        reply.count, reply.next_offset = len(self.rows), end if end < len(self.rows) else 0
        reply.as_known_at, reply.on, reply.norm_id = NOW, 20250303, "3m"
        return reply


def told(pb, number, identity, days_ago=1):
    alert = make_alert(pb, number)
    alert.place.place_id, alert.recorded_at = identity.encode(), NOW - days_ago * DAY
    return alert


def left_unhelped(pb, number, identity):
    alert = told(pb, number, identity)
    alert.kind, alert.place.left_on = pb.ALERT_KIND_VAN_LIJST, 20250302
    alert.place.reden = pb.UITSTROOMREDEN_TERUGGETROKKEN
    alert.place.helped = pb.HELPED_NO
    return alert


def cursor_file(client):
    return client.folder / "state" / "worklist.cursor"


def ids(items):
    return [item["place"]["id"] for item in items]


def worklist(client, server, *arguments):
    return client.run(*client.to(server, "worklist", *arguments))


def read(client, server, *arguments):
    ran = worklist(client, server, "--json", *arguments)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_all_pages_of_alerts_and_places_are_in_the_list(pb, client):
    rows = [make_row(pb, f"P{number}") for number in range(5)]
    alerts = [told(pb, number + 1, f"P{number}") for number in range(5)]
    with FakeServer(client.line, Region(pb, alerts, rows)) as server:
        made = read(client, server)
    assert ids(made["nobodys"]) == ids(made["new"]) == ["P0", "P1", "P2", "P3", "P4"]
    assert ids(made["first"]) == ["P0", "P1", "P2"]
    assert made["name"] == "anna" and made["today"] == "2025-03-03"


def test_news_is_news_once_but_the_present_stays(pb, client):
    region = Region(pb, [told(pb, 1, "A")], [make_row(pb, "A"), make_row(pb, "B")])
    with FakeServer(client.line, region) as server:
        first, second = read(client, server), read(client, server)
        region.alerts.append(told(pb, 2, "B"))
        third = read(client, server)
    assert [ids(made["new"]) for made in (first, second, third)] == [["A"], [], ["B"]]
    assert ids(first["nobodys"]) == ids(second["nobodys"]) == ["A", "B"]
    assert [made["first_time"] for made in (first, second, third)] == [True, False, False]


def test_first_time_looks_back_seven_days_and_says_so(pb, client):
    alerts = [told(pb, 1, "OUD", days_ago=8), told(pb, 2, "A", days_ago=6)]
    region = Region(pb, alerts, [make_row(pb, "OUD"), make_row(pb, "A")])
    with FakeServer(client.line, region) as server:
        made = read(client, server, "--no-move")
        ran = worklist(client, server)
    assert ids(made["new"]) == ["A"]
    assert "Dit is uw eerste werklijst: als nieuw telt wat sinds 24-02-2025 is gemeld." in ran.stdout


def test_later_times_look_back_to_the_cursor_however_long_ago(pb, client):
    region = Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])
    with FakeServer(client.line, region) as server:
        read(client, server)
        region.alerts.append(told(pb, 2, "A", days_ago=30))
        assert ids(read(client, server)["new"]) == ["A"]


def test_no_move_leaves_the_cursor(pb, client):
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])) as server:
        first = read(client, server, "--no-move")
        assert not cursor_file(client).exists()
        assert read(client, server)["new"] == first["new"]
    assert "number 1\n" in cursor_file(client).read_text()


def test_cursor_is_not_that_of_alerts(pb, client):
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])) as server:
        read(client, server)
        ran = client.run(*client.to(server, "alerts", "--json"))
    assert json.loads(ran.stdout)["number"] == 1


@pytest.mark.parametrize("answer, code", [("LATER", 75), ("DENIED", 77)])
def test_cursor_stays_when_the_places_are_not_given(pb, client, answer, code):
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], places=answer)) as server:
        assert worklist(client, server).returncode == code
    assert not cursor_file(client).exists()


def test_cursor_stays_when_the_page_cannot_be_written(pb, client):
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])) as server:
        ran = worklist(client, server, "--html", str(client.folder / "weg" / "lijst.html"))
    assert ran.returncode == 75
    assert "lijst.html" in ran.stderr
    assert not cursor_file(client).exists()


def test_cursor_stays_when_the_terminal_is_full(pb, client):
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])) as server:
        command = client.command(*client.to(server, "worklist"))
        with open("/dev/full", "w") as full:
            ran = subprocess.run(command, stdout=full, env=client.environment(), timeout=30)
    assert ran.returncode == 75
    assert not cursor_file(client).exists()


def test_mine_is_what_this_reader_took(pb, client):
    mine, other = make_row(pb, "VAN-MIJ"), make_row(pb, "VAN-BRAM")
    for row, who in ((mine, "anna"), (other, "bram")):
        row.taken.state, row.taken.who = pb.TAKEN_STATE_OPGEPAKT, who
        row.taken.recorded_at = NOW - DAY
    with FakeServer(client.line, Region(pb, [], [mine, other])) as server:
        made = read(client, server)
        ran = worklist(client, server)
    assert ids(made["mine"]) == ["VAN-MIJ"] and made["nobodys"] == []
    assert "u: opgepakt op 02-03-2025" in ran.stdout
    assert "bram" not in ran.stdout


def test_who_left_without_help_is_named_with_whom_to_phone(pb, client):
    with FakeServer(client.line, Region(pb, [left_unhelped(pb, 1, "WEG")])) as server:
        ran = worklist(client, server)
    assert "WEG; teruggetrokken; niet geholpen; van de lijst op 02-03-2025" in ran.stdout
    assert "bel KDC De Zon (06010713), 070 1234567" in ran.stdout


def test_line_to_claim_a_place_works_as_it_stands(pb, client):
    with FakeServer(client.line, Region(pb, [], [make_row(pb, "plek; 'x'")])) as server:
        ran = worklist(client, server)
    lines = [line.strip() for line in ran.stdout.splitlines()]
    claim = shlex.split(next(line for line in lines if line.startswith("wachtpost take")))
    configuration = str(client.folder / "wachtpost.conf")
    assert claim[2:] == ["-c", configuration, AGB, "plek; 'x'", "OPGEPAKT"]


def test_rows_cuts_the_lists_but_not_json(pb, client):
    rows = [make_row(pb, f"P{number}") for number in range(4)]
    with FakeServer(client.line, Region(pb, [], rows)) as server:
        assert "... en nog 3; alles met --rows 0" in worklist(client, server, "--rows", "1").stdout
        assert "en nog" not in worklist(client, server, "--rows", "0").stdout
        assert len(read(client, server, "--rows", "1")["nobodys"]) == 4
        assert worklist(client, server, "--rows", "veel").returncode == 64


class Page(html.parser.HTMLParser):
    """Every element closed by its own end, and what stands in each."""

    EMPTY = ("meta", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.seen.setdefault(tag, []).append(dict(attributes))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_page_is_whole_private_and_named(pb, client):
    path = client.folder / "lijst.html"
    with FakeServer(client.line, Region(pb, [told(pb, 1, "A")], [make_row(pb, "A")])) as server:
        ran = worklist(client, server, "--html", str(path))
        on_stdout = worklist(client, server, "--html", "-", "--no-move").stdout
    assert ran.returncode == 0 and ran.stdout == ""
    assert str(path) in ran.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for text in (path.read_text(), on_stdout):
        page = Page(text)
        assert page.seen["html"] == [{"lang": "nl"}]
        assert {"href": "tel:0701234567"} in page.seen["a"]
        assert "script" not in page.seen and "img" not in page.seen
    assert "number 1\n" in cursor_file(client).read_text()


def test_page_and_json_do_not_share_stdout(pb, client):
    with FakeServer(client.line, Region(pb)) as server:
        assert worklist(client, server, "--json", "--html", "-").returncode == 64
        path = client.folder / "lijst.html"
        assert read(client, server, "--html", str(path))["nobodys"] == []
    assert path.exists()
