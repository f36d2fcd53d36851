"""One outbox folder for the C client and the Python client, in turn and at once; and what the C
client kept before it had an outbox."""

import json
import pathlib

import pytest
from station import AGB, BIN, Client, pb
from wachtpost import keys, outbox_files

C_CLIENT = str(BIN / "wachtpost")
ROOT = pathlib.Path(__file__).resolve().parents[2]
NUMBERING = (
    "wachtpost-nummering 1\naanbieder {agb}\nepoch {epoch}\nnext {next}\nsuperseded {none} 0\n"
    "pending {request} {size} {hash}\n\n"
)


def entries(client, program=None):
    ran = client.run("outbox", "--json", program=program)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_numbering_of_an_earlier_version_is_gone_on_with(client, post):
    """As client/numbering.c wrote it, with number 1 under way."""
    first = pb.Snapshot(agb_code=AGB, epoch=b"e" * 16, sequence=1, peilmoment=1)
    body = first.SerializeToString()
    client.state.mkdir(mode=0o700)
    old = client.state / f"{AGB}.nummering"
    fields = {"agb": AGB, "epoch": first.epoch.hex(), "none": bytes(16).hex()}
    pending = {"request": 7, "size": len(body), "hash": keys.hash_of(body).hex()}
    old.write_bytes(NUMBERING.format(**fields, **pending, next=1).encode() + body)
    ran = client.push(client.places(1))
    # The first was of 1970: too old to be applied, but it has its number and its answer.
    assert ran.returncode == 0, ran.stderr
    assert "levering 1 van" in ran.stdout and "levering 2 van" in ran.stdout
    assert not old.exists() and (client.state / f"{AGB}.nummering.overgenomen").exists()
    assert post.status().aanbieders[0].sequence == 2
    kept = [pb.Snapshot.FromString(content(path)) for path in snapshots(client)]
    assert [snapshot.epoch for snapshot in kept] == [b"e" * 16] * 2


def snapshots(client):
    return sorted(client.outbox_folder.glob("*.snapshot"))


def content(path):
    return path.read_bytes().partition(b"\n\n")[2]


def test_damaged_numbering_is_told_and_left(client):
    client.state.mkdir()
    old = client.state / f"{AGB}.nummering"
    old.write_text("wachtpost-nummering 1\naanbieder 060")
    ran = client.push(client.places(1))
    assert ran.returncode == 78 and "is beschadigd" in ran.stderr
    assert old.exists() and not snapshots(client)


@pytest.mark.parametrize("programs", [(None, C_CLIENT), (C_CLIENT, None)])
def test_each_goes_on_where_the_other_stopped(client, post, programs):
    """Numbering, what waits, and what is known of what was delivered."""
    for at in range(4):
        ran = client.push(client.places(*range(1, at + 2)), at=at, program=programs[at % 2])
        assert ran.returncode == 0, ran.stderr
        assert f"levering {at + 1} van" in ran.stdout
    post.stop()
    for at in range(4, 8):
        ran = client.push(
            client.places(*range(1, at + 2)), at=at, program=programs[at % 2], timeout="1"
        )
        assert ran.returncode == 75, ran.stderr
    post.start()
    ran = client.push(client.places(1, 2, 3, 4, 5, 6, 7, 8, 9), at=8, program=programs[0])
    assert ran.returncode == 0, ran.stderr
    assert post.status().aanbieders[0].sequence == 9
    assert post.status().journal_head - post.first_event == 9
    ours, theirs = entries(client), entries(client, C_CLIENT)
    assert [entry["outcome"] for entry in ours["snapshots"]] == ["ACCEPTED"] * 9
    assert ours == theirs


@pytest.mark.parametrize("programs", [(None, C_CLIENT), (C_CLIENT, None)])
def test_stop_of_one_is_a_stop_for_the_other(tmp_path, client, post, programs):
    assert client.push(client.places(1), program=programs[0]).returncode == 0
    other = Client(tmp_path, post, name="kopie")
    (other.folder / "eigen.seed").write_bytes((client.folder / "eigen.seed").read_bytes())
    assert other.push(other.places(2), "--new-epoch", at=1).returncode == 0
    for at, program in enumerate((*programs, *programs), 2):
        ran = client.push(client.places(3), at=at, program=program)
        assert ran.returncode == 69 and "--new-epoch" in ran.stderr
    ran = client.run("outbox", "--new-epoch", program=programs[1])
    assert ran.returncode == 0, ran.stderr
    if not all(entry["state"] == "DELIVERED" for entry in entries(client)["snapshots"]):
        assert client.run("outbox", "--retry", program=programs[1]).returncode == 0
    assert {entry["state"] for entry in entries(client)["snapshots"]} == {"DELIVERED"}
    assert post.status().aanbieders[0].sequence == 4


def test_rewind_over_generations_of_one_epoch(client, post):
    """What the one renumbered the other sends again after the daemon was put back."""
    assert client.push(client.places(1), at=1).returncode == 0
    post.back_up()
    for at, program in enumerate((None, C_CLIENT, None), 2):
        assert client.push(client.places(at), at=at, program=program).returncode == 0
    post.put_back()
    ran = client.push(client.places(5), at=5, program=C_CLIENT)
    assert ran.returncode == 0, ran.stderr
    assert post.status().aanbieders[0].sequence == 5
    assert entries(client)["waiting"] == 0


@pytest.mark.parametrize("programs", [(None, C_CLIENT), (C_CLIENT, None)])
def test_one_list_gives_the_same_places_in_both(client, programs):
    """The template with every column: the second to deliver it changes nothing."""
    template = ROOT / "client/sjabloon/wachtlijst.csv"
    first, second = (
        client.push(template, at=at, program=program) for at, program in enumerate(programs)
    )
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    # The one that came and left in between is told again, as new and as left.
    assert "Open plekken: 3 (was 3): 1 nieuw, 0 gewijzigd, 1 van de lijst" in second.stdout


def test_both_at_once_keep_the_numbering(client, post):
    processes = [
        client.start(
            "push",
            client.list("A;0518;KDC;2025-05-01", name=f"lijst-{at}.csv"),
            "--peilmoment",
            f"2025-06-02T10:00:{at:02}Z",
            program=(None, C_CLIENT)[at % 2],
            timeout="40",
        )
        for at in range(8)
    ]
    ends = [(process.communicate(timeout=90), process.returncode) for process in processes]
    assert [code for _, code in ends] == [0] * 8, ends
    assert post.status().aanbieders[0].sequence == 8
    numbers = [entry["sequence"] for entry in entries(client)["snapshots"]]
    assert numbers == list(range(1, 9))


def test_files_are_those_of_the_format(client):
    """The state that FORMAT.md shows, to the letter."""
    client.push(client.places(1))
    state = (client.outbox_folder / outbox_files.STATE_NAME).read_text()
    words = [text.partition(" ")[0] for text in state.splitlines()]
    assert words == [
        "wachtpost-outbox", "aanbieder", "generation", "begun", "epoch", "first", "superseded",
        "stopped", "check",
    ]  # fmt: skip
    modes = {path.stat().st_mode & 0o777 for path in client.outbox_folder.iterdir()}
    assert modes == {0o600}
    assert client.outbox_folder.stat().st_mode & 0o777 == 0o700
