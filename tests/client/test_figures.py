"""wachtpost figures and duiding: what is asked, how a series is read, how it ends."""

import csv
import io
import json
import subprocess

import pytest
from answers import NOW, Figures
from fake import FakeServer
from test_push import head


def figures(pb, client, *arguments, page=2):
    """The run and the requests it made."""
    answer = Figures(pb, page)
    with FakeServer(client.line, answer) as server:
        return client.run(*client.to(server, "figures", *arguments)), answer.asked


def test_one_day_asks_only_what_the_table_shows(pb, client):
    ran, (asked,) = figures(pb, client, "--on", "2025-01-31")
    assert ran.returncode == 0, ran.stderr
    asked.ClearField("head")
    expected = pb.FiguresRequest(until=20250131)
    setattr(expected, "from", 20250131)
    expected.measures.extend([1, 2, 3, 4])
    assert asked == expected
    assert "31-01-2025  3m         31         31" in ran.stdout


def test_programs_get_the_usual_measures(pb, client):
    for form in ("--csv", "--json"):
        _, (asked,) = figures(pb, client, "--on", "2025-01-31", form)
        assert list(asked.measures) in ([], [1, 2, 3, 4, 5, 6])


def test_every_option_reaches_the_question(pb, client):
    ran, asked = figures(
        pb,
        client,
        *("--from", "2025-01-01", "--to", "03-01-2025", "--step", "maand"),
        *("--by", "hulpvorm,gemeente", "--by", "GI", "--measures", "dagen,overleving"),
        *("--norm", "90d", "--clock", "compleet_datum", "--scope", "2023-12-31"),
        *("--survival-days", "365", "--as-known-at", "2025-02-01", "--hulpvorm", "KDC"),
        *("--gemeente", "Delft"),
        page=3,
    )
    assert ran.returncode == 0, ran.stderr
    (asked,) = asked
    asked.ClearField("head")
    expected = pb.FiguresRequest(
        until=20250103,
        step=pb.STEP_MONTH,
        by=[pb.DIMENSION_HULPVORM, pb.DIMENSION_GEMEENTE, pb.DIMENSION_GI],
        measures=[pb.MEASURE_DAYS, pb.MEASURE_SURVIVAL],
        norm_id="90d",
        clock=pb.CLOCK_COMPLEET_DATUM,
        filter=pb.Filter(hulpvormen=[pb.HULPVORM_KDC], gemeenten=["0503"]),
        as_known_at=1738364400000000,
        region_day=20231231,
        survival_days=365,
    )
    setattr(expected, "from", 20250101)
    assert asked == expected


@pytest.mark.parametrize(
    "word, step",
    [
        ("dag", "DAY"),
        ("day", "DAY"),
        ("week", "WEEK"),
        ("Maand", "MONTH"),
        ("month", "MONTH"),
        ("kwartaal", "QUARTER"),
        ("quarter", "QUARTER"),
    ],
)
def test_steps_have_dutch_and_english_words(pb, client, word, step):
    _, asked = figures(pb, client, "--from", "2025-01-01", "--to", "2025-01-02", "--step", word)
    assert asked[0].step == getattr(pb, "STEP_" + step)


SERIES = ("--from", "2025-01-01", "--to", "2025-01-05", "--step", "dag")


def test_series_is_followed_as_known_at_its_beginning(pb, client):
    ran, asked = figures(pb, client, *SERIES, "--json", "--by", "hulpvorm")
    assert ran.returncode == 0, ran.stderr
    assert [(getattr(one, "from"), one.until, one.as_known_at) for one in asked] == [
        (20250101, 20250105, 0),
        (20250103, 20250105, NOW),
        (20250105, 20250105, NOW),
    ]
    document = json.loads(ran.stdout)
    assert [point["on"] for point in document["points"]] == [
        f"2025-01-0{day}" for day in range(1, 6)
    ]
    assert document["points"][4]["cells"][0]["key"] == ["KDC"]
    assert document["points"][4]["total"]["waiting"]["places"] == 5


def test_csv_of_a_series_has_one_header_and_can_be_read_back(pb, client):
    ran, _ = figures(pb, client, *SERIES, "--csv", "--by", "hulpvorm,maatregel")
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    found = [
        (row["peildag"], row["hulpvorm"], row["maatregel"], row["waarde"])
        for row in rows
        if row["figuur"] == "wachtplekken"
    ]
    assert found == [
        row
        for day in range(1, 6)
        for row in (
            (f"2025-01-0{day}", "TOTAAL", "TOTAAL", str(day)),
            (f"2025-01-0{day}", "KDC", "KDC", str(day)),
        )
    ]
    assert all(row["norm"] == "3m" for row in rows)


def test_table_of_a_series_is_one_table(pb, client):
    ran, _ = figures(pb, client, *SERIES)
    assert ran.stdout.count("periode") == 1
    assert [line[:14] for line in ran.stdout.splitlines()[4:9]] == [
        f"0{day}-01-2025  3m" for day in range(1, 6)
    ]


@pytest.mark.parametrize("next_from", [20250101, 20250106])
def test_series_that_does_not_go_on_is_refused(pb, client, next_from):
    right = Figures(pb)

    def answer(request):
        reply = right(request)
        reply.next_from = next_from
        return reply

    with FakeServer(client.line, answer) as server:
        ran = client.run(*client.to(server, "figures", *SERIES))
    assert ran.returncode == 69
    assert ran.stderr == "wachtpost: de server bladert niet verder\n"


def test_cells_by_something_else_are_refused(pb, client):
    right = Figures(pb)

    def answer(request):
        reply = right(request)
        reply.points[0].cells[0].key.append("0518")
        return reply

    with FakeServer(client.line, answer) as server:
        words = ["figures", "--on", "2025-01-31", "--by", "hulpvorm", "--csv"]
        ran = client.run(*client.to(server, *words))
    assert ran.returncode == 69
    assert ran.stdout == ""


@pytest.mark.parametrize("answer, code", [("DENIED", 77), ("MALFORMED", 69), ("LATER", 75)])
def test_no_halfway_is_told_with_its_exit_code(pb, client, answer, code):
    right = Figures(pb)

    def answering(request):
        reply = right(request)
        if len(right.asked) == 1:
            return reply
        return pb.FiguresReply(head=head(pb, answer))

    with FakeServer(client.line, answering) as server:
        ran = client.run(*client.to(server, "figures", *SERIES, "--csv"))
    assert ran.returncode == code
    assert answer in ran.stderr


def test_norm_the_server_does_not_know_is_named(pb, client):
    with FakeServer(client.line, lambda _: pb.FiguresReply(head=head(pb, "MALFORMED"))) as server:
        ran = client.run(*client.to(server, "figures", "--on", "2025-01-31", "--norm", "90d"))
    assert ran.returncode == 69
    assert "de norm 90d kent de server niet" in ran.stderr and "MALFORMED" not in ran.stderr


@pytest.mark.parametrize("form", [[], ["--csv"], ["--json"]])
def test_what_could_not_be_written_is_no_success(pb, client, form):
    with FakeServer(client.line, Figures(pb)) as server:
        arguments = client.command(*client.to(server, "figures", "--on", "2025-01-31", *form))
        with open("/dev/full", "w") as full:
            ran = subprocess.run(arguments, stdout=full, env=client.environment(), timeout=30)
    assert ran.returncode == 75


def test_monitors_table_is_shown_instead(pb, client):
    def answer(_):
        reply = pb.FiguresReply(head=head(pb, "OK"), as_known_at=NOW)
        table = reply.monitor
        table.by, table.on, table.norm_id = pb.DIMENSION_HULPVORM, 20250131, "3m"
        table.rows.add(key="SAMEN", rows=2, places=12, beyond=6)
        table.total.places = 12
        return reply

    with FakeServer(client.line, answer) as server:
        words = ["figures", "--on", "2025-01-31", "--by", "hulpvorm"]
        ran = client.run(*client.to(server, *words))
        as_json = client.run(*client.to(server, *words, "--json"))
    assert ran.returncode == 0, ran.stderr
    assert "Maandtabel van 31-01-2025, norm 3m" in ran.stdout
    assert "Onder samen staan 2 rijen bij elkaar" in ran.stdout
    assert json.loads(as_json.stdout)["monitor"]["rows"][0]["key"] == "SAMEN"


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "geef --on, of --from en --to"),
        (["--on", "2025-01-31", "--from", "2025-01-01"], "geef --on, of --from en --to"),
        (["--from", "2025-01-01"], "geef --from en --to samen"),
        (["--from", "2025-02-01", "--to", "2025-01-01"], "--to ligt voor --from"),
        (["--on", "2025-01-31", "--step", "dag"], "--step hoort bij --from en --to"),
        (["--from", "2010-01-01", "--to", "2025-01-01"], "een reeks heeft hoogstens 3660 dagen"),
        (["--from", "2025-01-01", "--to", "2025-01-31", "--step", "jaar"], "geen stap: jaar; kies"),
        (["--on", "2025-01-31", "--by", "hulpvorm,kleur"], "geen indeling: kleur; kies uit"),
        (["--on", "2025-01-31", "--by", "hulpvorm,"], "geen indeling: ; kies uit"),
        (["--on", "2025-01-31", "--by", "gi", "--by", "gi"], "--by noemt gi tweemaal"),
        (["--on", "2025-01-31", "--measures", "alles"], "geen soort cijfers: alles; kies uit"),
        (["--on", "2025-01-31", "--clock", "none"], "geen klok: none; kies uit"),
        (
            ["--on", "2025-01-31", "--survival-days", "90"],
            "--survival-days hoort bij --measures overleving",
        ),
        (
            ["--on", "2025-01-31", "--measures", "aanname", "--csv"],
            "aanname is geen cijfer en staat niet in de CSV",
        ),
        (["--on", "2025-01-31", "--csv", "--json"], "kies een van --csv en --json"),
    ],
)
def test_wrong_question_says_what_could_have_been_asked(client, arguments, said):
    ran = client.run("figures", *arguments)
    assert ran.returncode == 64
    assert said in " ".join(ran.stderr.split())


def kept(pb, request):
    note = pb.DuidingRequest.FromString(request.body).duiding
    note.event, note.recorded_at, note.who = 9, NOW, "beheer"
    return pb.DuidingReply(head=head(pb, "OK"), duiding=note)


def duiding(pb, client, *arguments):
    with FakeServer(client.line, lambda request: kept(pb, request)) as server:
        ran = client.run(*client.to(server, "duiding", *arguments))
        return ran, [pb.DuidingRequest.FromString(body) for body in server.bodies("DUIDING")]


def test_note_is_kept_about_what_it_names(pb, client):
    ran, (asked,) = duiding(
        pb,
        client,
        *("add", "--from", "2024-01-01", "--until", "2024-01-31", "--aanbieder", "06010713"),
        *("--hulpvorm", "kdc", "--gemeente", "Westland", "--break", "Den Haag koopt zelf in"),
    )
    assert ran.returncode == 0, ran.stderr
    expected = pb.Duiding(
        until=20240131,
        agb_code="06010713",
        hulpvorm=pb.HULPVORM_KDC,
        gemeente="1783",
        is_break=True,
        text="Den Haag koopt zelf in",
    )
    setattr(expected, "from", 20240101)
    assert asked.duiding == expected
    assert ran.stdout == (
        "Breuk 01-01-2024 t/m 31-01-2024, aanbieder 06010713, KDC, Westland: Den Haag koopt zelf "
        "in\n   nummer 9, door beheer op 01-03-2025 10:00\n"
    )


def test_note_is_about_one_day_and_the_region_unless_said(pb, client):
    ran, (asked,) = duiding(pb, client, "add", "zomervakantie", "--from", "2024-07-15", "--json")
    assert asked.duiding.until in (0, 20240715) and asked.duiding.agb_code == ""
    assert json.loads(ran.stdout)["until"] == "2024-07-15"


def test_note_without_an_answer_says_where_to_look(pb, client):
    with FakeServer(client.line, lambda _: None) as server:
        words = ["duiding", "add", "x", "--from", "2025-01-01"]
        ran = client.run(*client.to(server, *words))
    assert ran.returncode == 75
    assert "wachtpost figures over die dagen toont het" in ran.stderr


@pytest.mark.parametrize(
    "arguments, said",
    [
        ([], "schrijf add en dan de tekst"),
        (["wis", "x"], "geen opdracht: wis; kies uit add"),
        (["add"], "schrijf add en dan de tekst"),
        (["add", "tekst"], "noem met --from de dag waarover het gaat"),
        (["add", "een", "twee"], "zet de tekst tussen aanhalingstekens"),
        (["add", ""], "de tekst is 1 tot en met 500 bytes lang, niet 0"),
        (["add", "x" * 501], "de tekst is 1 tot en met 500 bytes lang, niet 501"),
        (["add", "twee\nregels"], "de tekst is geen UTF-8 op een regel"),
        (["add", "x", "--from", "2025-01-02", "--until", "2025-01-01"], "--until ligt voor --from"),
    ],
)
def test_wrong_note_says_what_belongs_there(client, arguments, said):
    ran = client.run("duiding", *arguments)
    assert ran.returncode == 64
    assert said in " ".join(ran.stderr.split())
