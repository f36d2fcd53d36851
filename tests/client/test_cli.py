"""keygen, configuration, status and confirm."""

import json
import os
import re
import shlex
import stat

import pytest
from fake import AGB, ROOT, FakeServer
from test_push import head, receipt_of


def test_keygen_keeps_the_seed_private_and_never_overwrites_it(client):
    assert stat.S_IMODE(client.seed.stat().st_mode) == 0o600
    assert client.line.startswith("wachtpost1:") and len(client.line) == 91
    before = client.seed.read_text()
    assert client.run("keygen", str(client.seed)).returncode == 78
    assert client.seed.read_text() == before
    ran = client.run("keygen", "--show", str(client.seed))
    assert ran.stdout.strip() == client.line
    assert re.search(r"Kenmerk van deze sleutel: ([0-9a-f]{4}-){4}[0-9a-f]{4}\.", ran.stderr)


def test_seed_that_others_can_read_is_not_used(client):
    client.seed.chmod(0o644)
    assert client.run("keygen", "--show", str(client.seed)).returncode == 78


def test_show_of_a_seed_that_is_not_there_says_so(client):
    ran = client.run("keygen", "--show", str(client.folder / "weg.seed"))
    assert ran.returncode == 78
    assert "weg.seed: dit bestand is er niet" in ran.stderr


def test_push_of_two_files_asks_for_one(client):
    assert "noem één bestand" in client.run("push", "a.csv", "b.csv").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["geenopdracht"],
        ["push"],
        ["push", "a.csv", "b.csv"],
        ["push", "--peilmoment", "gisteren", "a.csv"],
        ["push", "--aanname", "KDC=MISSCHIEN", "a.csv"],
        ["push", "--timeout", "0", "a.csv"],
        ["confirm"],
        ["confirm", "--apply", "--discard"],
        ["confirm", "--apply", "--sequence", "3"],
        ["keygen"],
    ],
)
def test_wrong_use_ends_with_64(client, arguments):
    assert client.run(*arguments).returncode == 64


def test_help_names_every_exit_code_and_the_outbox(client):
    text = client.run("--help").stdout
    for code in ("0 bevestigd", "64", "65", "69", "75", "77", "78"):
        assert code in text
    assert "De levering gaat eerst in de outbox" in " ".join(client.run("push", "--help").stdout.split())


def test_help_has_no_english_note_between_the_dutch(client):
    for command in ("push", "worklist", "places"):
        assert "Mandatory" not in client.run(command, "--help").stdout


QUESTIONS = ("places", "history", "figures", "take", "duiding")


def readme_questions():
    """The commands of the README's blocks that ask something."""
    lines = (ROOT / "client/README.md").read_text().splitlines()
    commands = [line.split(" > ")[0] for line in lines if line.startswith("wachtpost ")]
    words = [shlex.split(command, comments=True) for command in commands]
    return [one[1:] for one in words if one[1] in QUESTIONS]


def test_questions_in_the_readme_are_understood(client):
    asked = readme_questions()
    assert {one[0] for one in asked} == set(QUESTIONS)
    for words in asked:
        ran = client.run(*words)
        assert ran.returncode == 78, f"{words}: {ran.stderr}"


def test_everything_missing_is_told_at_once(client):
    ran = client.run("push", client.list(), "--state", "state")
    assert ran.returncode == 78
    for setting in ("server ontbreekt", "server_key ontbreekt", "key ontbreekt", "agb ontbreekt"):
        assert setting in ran.stderr


def test_without_any_configuration_one_is_asked_for(client):
    ran = client.run("push", client.list())
    assert ran.returncode == 78
    path = client.folder / ".config/wachtpost/wachtpost.conf"
    advice = "maak deze configuratie, of noem een andere met -c"
    assert ran.stderr == f"wachtpost: er is geen {path}; {advice}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# een\nagb = '1' # twee\n\n# drie\nagbcode = '2'\n", ":5: 'agbcode' is hier geen"),
        ("server 'x'\n", ":1: na server hoort een = te staan"),
        ("agb = '06010713' # zo\nkey = 'open\n", ": een aanhalingsteken wordt niet gesloten"),
    ],
)
def test_mistake_in_the_configuration_is_told_in_dutch_at_its_line(client, text, told):
    path = client.folder / "w.conf"
    path.write_text(text)
    ran = client.run("status", "-c", str(path))
    assert ran.returncode == 78
    assert str(path) in ran.stderr and told in ran.stderr


def test_configuration_may_begin_with_a_byte_order_mark(client):
    path = client.folder / "w.conf"
    path.write_text("\ufeff# Kladblok\nagb = '123'\n", encoding="utf-8")
    ran = client.run("push", "-c", str(path), client.list())
    assert ran.returncode == 78
    assert "agb ontbreekt" not in ran.stderr and "server ontbreekt" in ran.stderr


def test_wrong_values_are_told_at_once(client):
    (client.folder / "w.conf").write_text(
        'server = "tcp://127.0.0.1:1"\nserver_key = "kort"\nkey = "weg.seed"\nagb = "123"\n'
    )
    ran = client.run("push", "-c", str(client.folder / "w.conf"), client.list())
    assert ran.returncode == 78
    for text in ("server_key klopt niet", "agb klopt niet", "weg.seed is er niet"):
        assert text in ran.stderr


# A key that happens to hold what libconfuse takes for a variable between double quotes.
KEY_WITH_VARIABLE = "0${HOME}0" + 31 * "0"


def test_server_key_with_a_variable_in_it_is_told_to_be_quoted(client):
    def say(quote):
        (client.folder / "w.conf").write_text(
            f"server = 'tcp://127.0.0.1:1'\nkey = 'weg.seed'\n"
            f"server_key = {quote}{KEY_WITH_VARIABLE}{quote}\n"
        )
        return client.run("status", "-c", str(client.folder / "w.conf"))

    doubled, single = say('"'), say("'")
    assert doubled.returncode == 78
    assert "server_key klopt niet" in doubled.stderr
    assert "tussen enkele aanhalingstekens" in doubled.stderr
    assert "weg.seed is er niet" in single.stderr
    assert "server_key klopt niet" not in single.stderr


@pytest.mark.parametrize("timeout", ["0", "3601", "", "1x", "99999999999999999999"])
def test_timeout_out_of_range_is_wrong_use(client, timeout):
    assert client.run("status", "--timeout", timeout).returncode == 64


def test_unknown_setting_names_file_and_line(client):
    (client.folder / "w.conf").write_text('\nsevrer = "x"\n')
    ran = client.run("status", "-c", str(client.folder / "w.conf"))
    assert ran.returncode == 78
    assert "w.conf:2:" in ran.stderr


def test_named_configuration_that_is_not_there_is_told(client):
    ran = client.run("status", "-c", str(client.folder / "weg.conf"))
    assert ran.returncode == 78
    assert "er is geen " in ran.stderr and "weg.conf; klopt het pad" in ran.stderr


def test_usual_configuration_is_found_and_options_override_it(pb, client):
    folder = client.folder / ".config/wachtpost"
    folder.mkdir(parents=True)
    with FakeServer(client.line, lambda _: pb.StatusReply(head=head(pb, "OK"))) as server:
        client.configure(server)
        text = (client.folder / "wachtpost.conf").read_text()
        (folder / "wachtpost.conf").write_text(text.replace(server.endpoint, "tcp://127.0.0.1:1"))
        os.link(client.seed, folder / client.seed.name)
        assert client.run("status", "--server", server.endpoint).returncode == 0


def held_status(pb, request):
    status = pb.StatusReply(head=head(pb, "OK", now=1740819600000000, virtual_clock=True))
    status.version, status.rules_version = "1.2", 1
    status.refused.add(reason="signature", count=0)
    status.refused.add(reason="key", count=3)
    status.norms.add(id="3m", description="langer dan 3 maanden")
    setattr(status.norms[0], "from", 19900101)
    aanbieder = status.aanbieders.add(agb_code=AGB, naam="De Zon", epoch=b"e" * 16, sequence=8)
    aanbieder.interval_days, aanbieder.open, aanbieder.received_on = 7, 12, 20250228
    held = aanbieder.held
    held.epoch, held.sequence, held.content_hash = b"e" * 16, 8, b"h" * 32
    held.open, held.would_leave, held.peilmoment = 12, 11, 1740819600000000
    return status


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("drift", "de klok is meer dan een kwartier verzet"),
        ("gap", "de laatste gebeurtenis meer dan 36 uur geleden"),
        ("behind", "loopt de klok meer dan 36 uur achter"),
        ("unsynchronised", "wordt de klok niet gelijk gehouden"),
        ("eclips", "eclips"),
    ],
)
def test_status_says_loudly_that_the_clock_is_held(pb, client, reason, words):
    def answer(request):
        status = held_status(pb, request)
        status.clock_hold.since, status.clock_hold.reason = 1740819600000000, reason
        return status

    with FakeServer(client.line, answer) as server:
        text = client.run(*client.to(server, "status")).stdout
        value = json.loads(client.run(*client.to(server, "status", "--json")).stdout)
    assert "DE KLOK IS AANGEHOUDEN sinds 01-03-2025 10:00" in text
    assert words in text
    assert value["clock_hold"] == {"since": "2025-03-01T09:00:00.000000Z", "reason": reason}


def test_status_is_readable_and_complete_as_json(pb, client):
    with FakeServer(client.line, lambda request: held_status(pb, request)) as server:
        text = client.run(*client.to(server, "status"))
        value = json.loads(client.run(*client.to(server, "status", "--json")).stdout)
    assert text.returncode == 0
    for part in ("Norm 3m vanaf 01-01-1990", "VIRTUELE KLOK", "06010713 De Zon: 12 plekken open"):
        assert part in text.stdout
    assert "regelversie 1;" in text.stdout
    assert "Geweigerd (key): 3" in text.stdout and "signature" not in text.stdout
    assert "11 van 12 plekken" in text.stdout and b"h".hex() * 32 in text.stdout
    assert value["aanbieders"][0]["held"]["would_leave"] == 11
    assert value["norms"][0]["from"] == "1990-01-01"


def test_status_says_when_the_key_may_not_deliver_for_the_agb_code(pb, client):
    with FakeServer(client.line, lambda request: held_status(pb, request)) as server:
        own = client.run(*client.to(server, "status"))
        other = client.run(*client.to(server, "status", "--agb", "06019999"))
        (client.folder / "wachtpost.conf").write_text("")
        none = client.run(
            "status", "-c", str(client.folder / "wachtpost.conf"), "--key", str(client.seed),
            "--server", server.endpoint, "--server-key", server.public.decode(),
        )
    assert (own.returncode, own.stderr) == (0, "")
    assert (none.returncode, none.stderr) == (0, "")
    assert (other.returncode, other.stdout) == (0, own.stdout)
    assert "agb is 06019999, maar voor die AGB-code mag deze sleutel niet leveren" in other.stderr


def confirming(pb, outcome):
    def answer(request):
        if request.kind == b"STATUS":
            return held_status(pb, request)
        reply = pb.ConfirmReply(head=head(pb, outcome))
        if outcome != "NOTHING_HELD":
            body = pb.Snapshot(agb_code=AGB, epoch=b"e" * 16, sequence=8).SerializeToString()
            reply.receipt.CopyFrom(receipt_of(pb, body, outcome))
        return reply

    return answer


@pytest.mark.parametrize(
    "option, outcome, action, code",
    [
        ("--apply", "ACCEPTED", 1, 0),
        ("--discard", "DISCARDED", 2, 0),
        ("--apply", "REJECTED", 1, 69),
        ("--apply", "NOTHING_HELD", 1, 69),
        ("--apply", "DENIED", 1, 77),
    ],
)
def test_confirm_names_what_status_says_is_held(pb, client, option, outcome, action, code):
    with FakeServer(client.line, confirming(pb, outcome)) as server:
        ran = client.run(*client.to(server, "confirm", option))
        (body,) = server.bodies("CONFIRM")
    assert ran.returncode == code, ran.stderr
    asked = pb.ConfirmRequest.FromString(body)
    assert (asked.agb_code, asked.epoch, asked.sequence) == (AGB, b"e" * 16, 8)
    assert (asked.content_hash, asked.action) == (b"h" * 32, action)


def test_confirm_of_a_named_delivery_asks_no_status(pb, client):
    with FakeServer(client.line, confirming(pb, "DISCARDED")) as server:
        names = ["--epoch", "65" * 16, "--sequence", "3", "--hash", "68" * 32]
        assert client.run(*client.to(server, "confirm", "--discard", *names)).returncode == 0
        assert [request.kind for request in server.requests] == [b"CONFIRM"]
        assert pb.ConfirmRequest.FromString(server.bodies("CONFIRM")[0]).sequence == 3


def test_nothing_held_is_said_without_asking(pb, client):
    with FakeServer(client.line, lambda _: pb.StatusReply(head=head(pb, "OK"))) as server:
        assert client.run(*client.to(server, "confirm", "--apply")).returncode == 69
        assert not server.bodies("CONFIRM")


def test_stale_on_a_virtual_store_is_asked_again_with_its_now(pb, client):
    now = 1600000000000000

    def answer(request):
        made_at = pb.StatusRequest.FromString(request.body).head.made_at
        fits = "OK" if made_at == now else "STALE"
        return pb.StatusReply(head=head(pb, fits, now=now, virtual_clock=True))

    with FakeServer(client.line, answer) as server:
        assert client.run(*client.to(server, "status")).returncode == 0
        assert len(server.requests) == 2


def test_stale_on_a_real_store_is_told(pb, client):
    with FakeServer(client.line, lambda _: pb.StatusReply(head=head(pb, "STALE"))) as server:
        ran = client.run(*client.to(server, "status"))
        assert len(server.requests) == 1
    assert ran.returncode == 69 and "klok" in ran.stderr


def test_reply_that_is_none_ends_with_69(pb, client):
    with FakeServer(client.line, lambda _: pb.Cursor(incarnation=b"xx")) as server:
        assert client.run(*client.to(server, "status")).returncode == 69
