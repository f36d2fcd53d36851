"""push of the Python client against the real daemon: every answer it can give."""

import json

import pytest
from station import AGB, Client, own_keys


def entries(client):
    ran = client.run("outbox", "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["snapshots"]


def test_accepted_push_ends_with_0_and_counts_on(client, post):
    ran = client.push(client.places(1, 2), "--aanname", "KDC=STOP")
    assert ran.returncode == 0, ran.stderr
    assert f"Verwerkt: levering 1 van {AGB}, peilmoment 02-06-2025 12:00" in ran.stdout
    assert "Open plekken: 2 (was 0): 2 nieuw, 0 gewijzigd, 0 van de lijst." in ran.stdout
    ran = client.push(client.places(1, 2, 3), at=1)
    assert "levering 2" in ran.stdout and "3 (was 2): 1 nieuw" in ran.stdout
    assert post.status().aanbieders[0].sequence == 2


def test_receipt_as_json_speaks_as_the_contract(client):
    reply = json.loads(client.push(client.places(1), "--json").stdout)
    assert reply["status"] == "ACCEPTED"
    assert reply["receipt"]["sequence"] == 1
    assert reply["receipt"]["peilmoment"] == "2025-06-02T10:00:00.000000Z"


def test_check_says_that_the_list_is_in_order_and_keeps_nothing(client):
    ran = client.push(client.places(1, 2), "--check")
    assert ran.returncode == 0
    assert "is in orde: 2 plekken, 0 vertrokken; er is niets verstuurd" in ran.stderr
    assert not client.outbox_folder.exists()


def test_refused_line_is_named_by_its_row(client):
    rows = ("B;0518;KDC;2025-05-01;;", "A;;;;GESTART;2025-05-20")
    header = "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum"
    ran = client.push(client.list(*rows, header=header))
    assert ran.returncode == 0
    assert "Geweigerd: rij 3 (A), id, ONBEKENDE_PLEK: Deze plek staat niet open." in ran.stdout


def test_held_is_acknowledged_and_says_so(client):
    assert client.push(client.places(*range(1, 12))).returncode == 0
    ran = client.push(client.places(1), at=1)
    assert ran.returncode == 0
    assert "VASTGEHOUDEN" in ran.stdout and "10 van 11 plekken zouden verdwijnen" in ran.stdout


def test_rejected_ends_with_69_and_uses_the_number(client):
    ran = client.push(client.places(1), at=59 * 60)
    assert ran.returncode == 69
    assert "AFGEKEURD" in ran.stdout and "PEILMOMENT_TOEKOMST: Het peilmoment" in ran.stdout
    assert "levering 2" in client.push(client.places(1)).stdout
    assert [entry["outcome"] for entry in entries(client)] == ["REJECTED", "ACCEPTED"]


def test_duplicate_ends_as_the_original_did(client):
    assert client.push(client.places(1)).returncode == 0
    assert client.push(client.places(1), at=59 * 60).returncode == 69
    for receipt in client.outbox_folder.glob("*.receipt"):
        receipt.unlink()
    ran = client.run("outbox", "--retry")
    assert ran.returncode == 0, ran.stderr
    assert "Verwerkt: levering 1" in ran.stdout and "AFGEKEURD: levering 2" in ran.stdout
    assert [entry["outcome"] for entry in entries(client)] == ["ACCEPTED", "REJECTED"]


def test_nobody_there_ends_with_75_and_what_waits_goes_first_later(client, post):
    post.stop()
    ran = client.push(client.places(1), timeout="1")
    assert ran.returncode == 75
    assert "geen antwoord van tcp://" in ran.stderr and "bewaard in" in ran.stderr
    post.start()
    ran = client.push(client.places(1, 2), at=1)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.index("levering 1 van") < ran.stdout.index("levering 2 van")


def test_second_endpoint_is_tried_when_the_first_is_silent(tmp_path, post):
    client = Client(tmp_path, post, endpoint=f"tcp://127.0.0.1:1 {post.endpoint}")
    ran = client.push(client.places(1), timeout="30")
    assert ran.returncode == 0, ran.stderr


def test_key_that_is_not_enrolled_ends_with_77_and_is_tried_again(client, post):
    post.strike("aanbieder")
    post.reload()
    ran = client.push(client.places(1))
    assert ran.returncode == 77
    assert "laat deze sleutel niet toe" in ran.stderr and "bewaard in" in ran.stderr
    post.enrol("aanbieder")
    post.reload()
    assert client.run("outbox", "--retry").returncode == 0


def test_agb_code_of_another_stops_the_outbox_until_it_is_allowed(client, post):
    ran = client.push(client.places(1), "--agb", "06099999")
    assert ran.returncode == 77
    assert "staat stil sinds" in ran.stderr and "DENIED" in ran.stderr
    ran = client.run("outbox", "--agb", "06099999", "--json")
    assert json.loads(ran.stdout)["stopped"] == "DENIED"


def test_agb_code_without_an_outbox_is_told_and_nothing_is_made(client, post):
    assert client.push(client.places(1)).returncode == 0
    before = sorted(client.folder.rglob("*"))
    for wish in ((), ("--json",), ("--retry",), ("--export", str(client.folder / "uit"))):
        ran = client.run("outbox", "--agb", "06010799", *wish)
        assert ran.returncode == 65 and "er is geen outbox van 06010799 in " in ran.stderr
    assert sorted(client.folder.rglob("*")) == before


def test_wrong_server_key_ends_with_75_and_is_suspected(tmp_path, post):
    wrong = own_keys("nobody").registration_line()[51:]
    client = Client(tmp_path, post, server_key=wrong)
    ran = client.push(client.places(1), timeout="3")
    assert ran.returncode == 75
    assert "klopt server_key?" in ran.stderr


def test_copied_outbox_cannot_fork_the_numbering(tmp_path, client, post):
    assert client.push(client.places(1)).returncode == 0
    other = Client(tmp_path, post, name="kopie")
    (other.folder / "eigen.seed").write_text((client.folder / "eigen.seed").read_text())
    other.state.mkdir()
    client.outbox_folder.rename(other.outbox_folder)
    saved = {path.name: path.read_bytes() for path in other.outbox_folder.iterdir()}
    assert other.push(other.places(2), at=1).returncode == 0
    client.outbox_folder.mkdir()
    for name, content in saved.items():
        (client.outbox_folder / name).write_bytes(content)
    ran = client.push(client.places(3), at=2)
    assert ran.returncode == 69
    assert "CONFLICT" in ran.stderr and "--new-epoch" in ran.stderr
    ran = client.push(client.places(4), at=3)
    assert ran.returncode == 69 and "staat stil" in ran.stderr
    ran = client.run("outbox", "--new-epoch")
    assert ran.returncode == 0, ran.stderr
    assert "nieuwe reeks, na levering 2 van de vorige" in ran.stderr
    assert post.status().aanbieders[0].sequence == 2
    assert post.status().journal_head - post.first_event == 4


def test_new_epoch_of_a_lost_outbox_names_the_one_it_replaces(client, post):
    assert client.push(client.places(1)).returncode == 0
    client.state.rename(client.folder / "kwijt")
    assert client.push(client.places(1, 2), at=1).returncode == 69
    ran = client.push(client.places(1, 2, 3), "--new-epoch", at=2)
    assert ran.returncode == 0, ran.stderr
    known = post.status().aanbieders[0]
    assert (known.sequence, known.open) == (2, 3)


def test_new_epoch_delivers_nothing_twice_that_had_arrived(client, post):
    """The answer to number 1 was never heard: it is asked for before numbers are made anew."""
    assert client.push(client.places(1)).returncode == 0
    for receipt in client.outbox_folder.glob("*.receipt"):
        receipt.unlink()
    before = post.status()
    ran = client.run("outbox", "--new-epoch")
    assert ran.returncode == 0, ran.stderr
    assert post.status().journal_head == before.journal_head
    assert [entry["outcome"] for entry in entries(client)] == ["ACCEPTED"]
    assert "levering 1 van" in client.push(client.places(1, 2), at=1).stdout
    assert post.status().aanbieders[0].open == 2


def test_new_epoch_takes_along_what_a_restored_daemon_lost(client, post):
    assert client.push(client.places(1), at=1).returncode == 0
    post.back_up()
    for number in (2, 3):
        places = client.places(*range(1, number + 1))
        assert client.push(places, at=number).returncode == 0
    post.put_back()
    ran = client.run("outbox", "--new-epoch")
    assert ran.returncode == 0, ran.stderr
    assert "nieuwe reeks, na levering 1 van de vorige" in ran.stderr
    known = post.status().aanbieders[0]
    assert (known.sequence, known.open) == (2, 3)


def test_new_epoch_without_a_server_keeps_what_was_pushed(client, post):
    post.stop()
    ran = client.push(client.places(1), "--new-epoch", timeout="1")
    assert ran.returncode == 75
    assert [entry["state"] for entry in entries(client)] == ["WAITING"]


def test_outbox_shows_what_waits_and_what_was_delivered(client, post):
    client.push(client.places(1))
    post.stop()
    client.push(client.places(1, 2), at=1, timeout="1")
    (client.folder / "eigen.seed").unlink()  # who only looks needs no key
    ran = client.run("outbox")
    assert ran.returncode == 0, ran.stderr
    assert "Wachtend: 1. Geleverd en nog bewaard: 1. Opzij gezet: 0." in ran.stdout
    assert "De volgende levering krijgt nummer 3." in ran.stdout
    assert [text.split()[-1] for text in ran.stdout.splitlines()[-2:]] == ["verwerkt", "wacht"]


def test_gap_after_a_restored_daemon_sends_again_what_is_kept(client, post):
    assert client.push(client.places(1), at=1).returncode == 0
    post.back_up()
    for number in (2, 3):
        assert client.push(client.places(number), at=number).returncode == 0
    post.put_back()
    ran = client.push(client.places(4), at=4)
    assert ran.returncode == 0, ran.stderr
    assert [f"levering {n} van" in ran.stdout for n in range(1, 5)] == [False, True, True, True]
    assert post.status().aanbieders[0].sequence == 4


def test_export_gives_the_bytes_that_travelled(client):
    assert client.push(client.places(1)).returncode == 0
    target = client.folder / "export"
    assert client.run("outbox", "--export", str(target)).returncode == 0
    names = sorted(path.name for path in target.iterdir())
    assert names == [f"{AGB}-00000001-{1:020}.{kind}.pb" for kind in ("receipt", "snapshot")]


@pytest.mark.parametrize("arguments", [["push"], ["push", "a", "--timeout", "0"], ["wat"], []])
def test_wrong_use_ends_with_64(client, arguments):
    ran = client.plain(*arguments)
    assert ran.returncode == 64
    assert "verkeerd gebruik" in ran.stderr


def test_missing_settings_are_all_named(client):
    (client.folder / "wachtpost.conf").write_text("server = 'tcp://127.0.0.1:7700'\n")
    ran = client.push(client.places(1))
    assert ran.returncode == 78
    for name in ("server_key", "key", "agb"):
        assert f"wachtpost: {name} ontbreekt" in ran.stderr


def test_seed_that_others_may_read_is_refused(client):
    (client.folder / "eigen.seed").chmod(0o644)
    ran = client.push(client.places(1))
    assert ran.returncode == 78 and "chmod 600" in ran.stderr


def test_keygen_never_overwrites_and_shows_the_line_again(client):
    path = client.folder / "nieuw.seed"
    made = client.plain("keygen", str(path))
    assert made.returncode == 0 and made.stdout.startswith("wachtpost1:")
    assert path.stat().st_mode & 0o777 == 0o600
    assert client.plain("keygen", str(path)).returncode == 78
    assert client.plain("keygen", "--show", str(path)).stdout == made.stdout


def test_status_says_what_the_server_knows(client):
    client.push(client.places(1, 2))
    ran = client.run("status")
    assert f"{AGB} KDC De Zon: 2 plekken open; levering 1 ontvangen op 02-06-2025" in ran.stdout
    assert ran.stderr == ""


def test_status_says_when_the_key_may_not_deliver_for_the_agb_code(client):
    ran = client.run("status", "--agb", "06019999")
    assert ran.returncode == 0 and f"{AGB} KDC De Zon: nog niets geleverd" in ran.stdout
    assert "agb is 06019999, maar voor die AGB-code mag deze sleutel niet leveren" in ran.stderr
