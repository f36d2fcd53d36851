"""wachtpost places, history and take: what is asked, how pages are read, how it ends."""

import csv
import io
import json
import subprocess

import pytest
from answers import NOW, Places
from fake import FakeServer
from test_push import head


def places(pb, client, *arguments, count=1, page=3):
    """The run and the requests it made."""
    answer = Places(pb, count, page)
    with FakeServer(client.line, answer) as server:
        return client.run(*client.to(server, "places", *arguments)), answer.asked


def ids(output):
    return [row["place"]["id"] for row in json.loads(output)["rows"]]


def test_plain_question_asks_for_today_and_everything(pb, client):
    ran, (asked,) = places(pb, client)
    assert ran.returncode == 0, ran.stderr
    assert asked.head.made_at > 0
    asked.ClearField("head")
    assert asked == pb.PlacesRequest()
    assert "KDC De Zon  070 1234567  niemand" in ran.stdout


def test_every_option_reaches_the_question(pb, client):
    ran, (asked,) = places(
        pb,
        client,
        *("--on", "31-01-2025", "--as-known-at", "2025-02-01T08:30:00Z", "--norm", "90d"),
        *("--beyond", "--limit", "2", "--offset", "1"),
        *("--aanbieder", "06010713", "--aanbieder", "01020304"),
        *("--hulpvorm", "kdc", "--hulpvorm", "ambulante-jeugd-ggz"),
        *("--gemeente", "0518", "--gemeente", "pijnacker-nootdorp"),
        *("--maatregel", "OTS", "--maatregel", "onbekend", "--urgentie", "hoog"),
        *("--gi", "onbekend", "--gi", "09990001"),
        count=5,
    )
    assert ran.returncode == 0, ran.stderr
    asked.ClearField("head")
    assert asked == pb.PlacesRequest(
        on=20250131,
        as_known_at=1738398600000000,
        norm_id="90d",
        beyond_only=True,
        limit=2,
        offset=1,
        filter=pb.Filter(
            aanbieders=["06010713", "01020304"],
            hulpvormen=[pb.HULPVORM_AMBULANTE_JEUGD_GGZ, pb.HULPVORM_KDC],
            gemeenten=["0518", "1926"],
            maatregelen=[pb.MAATREGEL_UNSPECIFIED, pb.MAATREGEL_OTS],
            gis=["", "09990001"],
            urgenties=[pb.URGENTIE_HOOG],
        ),
    )


@pytest.mark.parametrize("text", ["2025-02-01", "01-02-2025", "2025-01-31T23:00:00Z"])
def test_moment_may_be_a_date(pb, client, text):
    _, (asked,) = places(pb, client, "--as-known-at", text)
    assert asked.as_known_at == 1738364400000000


def test_one_page_says_how_to_read_on(pb, client):
    ran, asked = places(pb, client, count=7)
    assert len(asked) == 1
    assert "3 van 7 plekken getoond. Verder met --offset 3 --as-known-at" in ran.stdout


def test_all_reads_every_page_as_known_at_the_first(pb, client):
    ran, asked = places(pb, client, "--all", "--json", count=7)
    assert ran.returncode == 0, ran.stderr
    assert ids(ran.stdout) == [f"P{number:04}" for number in range(7)]
    assert [(one.offset, one.as_known_at) for one in asked] == [(0, 0), (3, NOW), (6, NOW)]
    assert json.loads(ran.stdout)["next_offset"] == 0


def test_all_of_nothing_is_nothing(pb, client):
    ran, asked = places(pb, client, "--all", "--json", count=0)
    assert (ran.returncode, ids(ran.stdout), len(asked)) == (0, [], 1)


@pytest.mark.parametrize("wrong", ["stuck", "too many rows", "another count"])
def test_pages_that_cannot_be_are_refused(pb, client, wrong):
    right = Places(pb, 7)

    def answer(request):
        reply = right(request)
        if wrong == "stuck":
            reply.next_offset = 3
        if wrong == "too many rows":
            reply.count = 2
        if wrong == "another count" and len(right.asked) > 1:
            reply.count = 8
        return reply

    with FakeServer(client.line, answer) as server:
        ran = client.run(*client.to(server, "places", "--all"))
    assert ran.returncode == 69
    assert ran.stderr == "wachtpost: de server bladert niet verder\n"


def test_csv_can_be_read_back(pb, client):
    ran, _ = places(pb, client, "--csv", count=2)
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [row["id"] for row in rows] == ["P0000", "P0001"]
    assert rows[0]["aanbieder"] == "KDC De Zon" and rows[0]["wacht_sinds"] == "2024-11-28"


def test_other_places_are_asked_with_their_purpose_and_nothing_else(pb, client):
    ran, (asked,) = places(pb, client, "--other-places-of", "12", "--purpose", "plaatsen")
    assert ran.returncode == 0
    asked.ClearField("head")
    assert asked == pb.PlacesRequest(other_places_of=12, purpose=pb.PURPOSE_PLAATSEN)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--hulpvorm", "kdx"], "geen hulpvorm: kdx; kies uit AMBULANT_JO, "),
        (["--hulpvorm", "onbekend"], "geen hulpvorm: onbekend; kies uit"),
        (["--maatregel", "ot"], "geen maatregel: ot; kies uit ONBEKEND, GEEN, OTS, "),
        (["--urgentie", "hoogst"], "REGULIER, VERHOOGD, HOOG, CRISIS"),
        (["--gemeente", "0599"], "geen gemeente van de regio: 0599; kies uit 0503 Delft, "),
        (["--aanbieder", "123"], "geen AGB-code: 123; het zijn acht cijfers"),
        (["--gi", "geen"], "geen AGB-code: geen"),
        (["--on", "31-02-2025"], "--on: geen datum: 31-02-2025; schrijf jjjj-mm-dd of dd-mm-jjjj"),
        (["--as-known-at", "gisteren"], "--as-known-at: geen tijdstip: gisteren"),
        (["--limit", "501"], "--limit is een getal van 1 tot en met 500"),
        (["--offset", "-1"], "--offset is een getal van 0"),
        (["--all", "--limit", "3"], "kies --all, of --limit en --offset"),
        (["--csv", "--json"], "kies een van --csv en --json"),
        (["--purpose", "DUBBEL"], "geef --other-places-of en --purpose samen"),
        (["--other-places-of", "3"], "geef --other-places-of en --purpose samen"),
        (
            ["--other-places-of", "3", "--purpose", "DUBBEL", "--gemeente", "Delft"],
            "naast --other-places-of doet geen andere vraag mee",
        ),
        (
            ["--other-places-of", "3", "--purpose", "NIEUWSGIERIG"],
            "geen doel: NIEUWSGIERIG; kies uit AFSTEMMEN, PLAATSEN, DUBBEL",
        ),
    ],
)
def test_wrong_question_says_what_could_have_been_asked(client, arguments, said):
    ran = client.run("places", *arguments)
    assert ran.returncode == 64
    assert said in " ".join(ran.stderr.split())


def test_filter_has_no_more_values_than_the_server_takes(client):
    many = [word for number in range(257) for word in ("--aanbieder", f"{number:08}")]
    ran = client.run("places", *many)
    assert ran.returncode == 64
    assert "hoogstens 256 waarden per soort" in ran.stderr


@pytest.mark.parametrize("answer, code", [("DENIED", 77), ("MALFORMED", 69), ("LATER", 75)])
@pytest.mark.parametrize("all_pages", [[], ["--all"]])
def test_no_is_told_with_its_exit_code(pb, client, answer, code, all_pages):
    with FakeServer(client.line, lambda _: pb.PlacesReply(head=head(pb, answer))) as server:
        ran = client.run(*client.to(server, "places", *all_pages))
    assert ran.returncode == code
    assert answer in ran.stderr and ran.stdout == ""


def test_norm_the_server_does_not_know_is_named(pb, client):
    with FakeServer(client.line, lambda _: pb.PlacesReply(head=head(pb, "MALFORMED"))) as server:
        ran = client.run(*client.to(server, "places", "--norm", "90d"))
    assert ran.returncode == 69
    assert "de norm 90d kent de server niet" in ran.stderr and "MALFORMED" not in ran.stderr


def test_no_other_places_does_not_say_that_there_are_none(pb, client):
    asked = ("--other-places-of", "12", "--purpose", "DUBBEL")
    ran, _ = places(pb, client, *asked, count=0)
    assert ran.returncode == 0
    assert "zonder pseudoniem is niet te zien of er een is" in ran.stderr
    ran, _ = places(pb, client, *asked)
    assert ran.stderr == ""


@pytest.mark.parametrize("form", [[], ["--csv"], ["--json"]])
def test_what_could_not_be_written_is_no_success(pb, client, form):
    with FakeServer(client.line, Places(pb, 3)) as server:
        arguments = client.command(*client.to(server, "places", *form))
        with open("/dev/full", "w") as full:
            ran = subprocess.run(arguments, stdout=full, env=client.environment(), timeout=30)
    assert ran.returncode == 75


def history_reply(pb):
    reply = pb.HistoryReply(head=head(pb, "OK"))
    version = reply.versions.add(
        kind=pb.VERSION_KIND_OPEN,
        valid_from=NOW,
        recorded_at=NOW,
        event=7,
        wait=7,
        start_day=20241128,
        clock=pb.CLOCK_AANMELDDATUM,
    )
    version.place.gemeente, version.place.hulpvorm = "0518", pb.HULPVORM_KDC
    return reply


def test_history_asks_for_one_place(pb, client):
    with FakeServer(client.line, lambda _: history_reply(pb)) as server:
        ran = client.run(*client.to(server, "history", "06010713", "K7-QX"))
        asked = pb.HistoryRequest.FromString(server.bodies("HISTORY")[0])
        as_json = client.run(*client.to(server, "history", "06010713", "K7-QX", "--json"))
        as_csv = client.run(*client.to(server, "history", "06010713", "K7-QX", "--csv"))
    assert (asked.agb_code, asked.place_id) == ("06010713", b"K7-QX")
    assert ran.returncode == as_json.returncode == as_csv.returncode == 0
    assert "1. Bekend sinds 01-03-2025 10:00 (gebeurtenis 7): op de lijst" in ran.stdout
    assert json.loads(as_json.stdout)["versions"][0]["place"]["id"] == "K7-QX"
    assert [row["soort"] for row in csv.DictReader(io.StringIO(as_csv.stdout))] == ["OPEN"]


def taken_reply(pb, request):
    asked = pb.TakeRequest.FromString(request.body)
    taken = pb.Taken(
        state=asked.state, obstacle=asked.obstacle, who="anna", recorded_at=NOW, event=8
    )
    return pb.TakeReply(head=head(pb, "OK"), taken=taken)


def test_take_says_who_has_the_place_and_shows_what_stands(pb, client):
    with FakeServer(client.line, lambda request: taken_reply(pb, request)) as server:
        words = ["take", "06010713", "K7QX", "niet-mogelijk", "--obstacle", "geen_capaciteit"]
        ran = client.run(*client.to(server, *words))
        asked = pb.TakeRequest.FromString(server.bodies("TAKE")[0])
        as_json = client.run(*client.to(server, *words, "--json"))
    assert ran.returncode == 0, ran.stderr
    assert (asked.agb_code, asked.place_id) == ("06010713", b"K7QX")
    assert asked.state == pb.TAKEN_STATE_NIET_MOGELIJK
    assert asked.obstacle == pb.OBSTACLE_GEEN_CAPACITEIT
    assert ran.stdout == (
        "Plek K7QX van 06010713: niet mogelijk door anna; belemmering: geen capaciteit; "
        "vastgelegd op 01-03-2025 10:00.\n"
    )
    assert json.loads(as_json.stdout)["taken"]["state"] == "NIET_MOGELIJK"


def test_take_without_an_answer_says_where_to_look(pb, client):
    with FakeServer(client.line, lambda _: None) as server:
        ran = client.run(*client.to(server, "take", "06010713", "K7QX", "OPGEPAKT"))
    assert ran.returncode == 75
    assert "of de server het heeft vastgelegd is onbekend; wachtpost history toont" in ran.stderr


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["history"], "noem een AGB-code en een plek"),
        (["history", "06010713"], "noem een AGB-code en een plek"),
        (["history", "0601071", "K7"], "geen AGB-code: 0601071"),
        (["history", "06010713", "K7", "x"], "te veel woorden"),
        (["take", "06010713", "K7"], "noem een AGB-code, een plek en een stand"),
        (["take", "06010713", "K7", "niemand"], "geen stand: niemand; kies uit OPGEPAKT, "),
        (["take", "06010713", "K7", "OPGEPAKT", "x"], "te veel woorden"),
        (
            ["take", "06010713", "K7", "OPGEPAKT", "--obstacle", "geen"],
            "geen belemmering: geen; kies uit GEEN_CAPACITEIT, ",
        ),
    ],
)
def test_wrong_words_say_what_belongs_there(client, arguments, said):
    ran = client.run(*arguments)
    assert ran.returncode == 64
    assert said in ran.stderr
