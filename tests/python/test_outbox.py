"""The folder of the outbox: what is damage, what is forgotten, and who may do what at once."""

import os

import pytest
from station import AGB, pb
from wachtpost import keys, outbox, outbox_files, snapshot
from wachtpost.errors import BadConfiguration, Busy, Damaged
from wachtpost.lock import Lock

NOW = 1_748_858_400_000_000
DAY_US = 86_400_000_000


@pytest.fixture
def state(tmp_path):
    return str(tmp_path / "state")


@pytest.fixture
def box(state):
    return outbox.Outbox(state, AGB)


def add(box, now=NOW):
    wachtlijst = snapshot.Wachtlijst([pb.Wachtplek(id=b"P%d" % now)])
    return box.add(lambda number: snapshot.encode(wachtlijst, AGB, number, now), now)


def deliver(box, outcome="ACCEPTED", now=NOW):
    return box.settle(box.oldest()[0], outcome, b"antwoord", now)


def names(box):
    return sorted(name for name in os.listdir(box.folder) if outbox_files.NAME.fullmatch(name))


def spoil(path):
    """One bit of the last byte."""
    with open(path, "r+b") as file:
        file.seek(-2, os.SEEK_END)
        byte = file.read(1)
        file.seek(-2, os.SEEK_END)
        file.write(bytes([byte[0] ^ 1]))


def test_damaged_snapshot_is_seen_and_not_sent(box):
    entry = add(box)
    spoil(os.path.join(box.folder, entry.name()))
    with pytest.raises(Damaged, match="niets verstuurd"):
        box.oldest()


def test_damaged_receipt_is_seen(box):
    add(box)
    entry = deliver(box)
    spoil(os.path.join(box.folder, entry.name("receipt")))
    with pytest.raises(Damaged):
        box.entries()


@pytest.mark.parametrize("kind, word", [("snapshot", b"request "), ("receipt", b"settled ")])
def test_damaged_line_before_the_bytes_is_seen(box, kind, word):
    """One that nothing else would show: it would be another number."""
    add(box)
    entry = deliver(box)
    path = os.path.join(box.folder, entry.name(kind))
    with open(path, "r+b") as file:
        content = file.read()
        at = content.index(word) + len(word)
        file.seek(at)
        file.write(b"2" if content[at : at + 1] != b"2" else b"3")
    with pytest.raises(Damaged):
        box.entries()


def test_one_set_aside_that_has_no_instant_is_not_forgotten(box):
    """As what an earlier version put in."""
    entry = add(box, 0)
    with box.turn():
        box.set_aside(entry)
    box.forget(NOW)
    assert box.standing().set_aside == 1


def test_receipt_of_another_snapshot_is_damage(box):
    add(box)
    add(box, NOW + 1)
    first = deliver(box)
    second = deliver(box)
    paths = [os.path.join(box.folder, entry.name("receipt")) for entry in (first, second)]
    os.replace(paths[0], paths[1])
    with pytest.raises(Damaged):
        box.read(second)


def test_damaged_state_is_seen_and_left(box, state):
    path = os.path.join(box.folder, "outbox")
    whole = open(path, "rb").read()
    for content in (b"", whole[:-1], whole.replace(b"first 1", b"first 2"), whole + b"\n"):
        with open(path, "wb") as file:
            file.write(content)
        with pytest.raises(Damaged):
            outbox.Outbox(state, AGB)
        assert open(path, "rb").read() == content


def test_state_of_another_aanbieder_is_damage(box):
    content = outbox_files.write_state("06099999", outbox_files.State(1, 1, bytes(16), 1))
    with pytest.raises(Damaged):
        outbox_files.read_state("outbox", AGB, content)


def test_lost_state_is_not_begun_anew(box, state):
    add(box)
    os.unlink(os.path.join(box.folder, "outbox"))
    with pytest.raises(Damaged, match="ontbreekt"):
        outbox.Outbox(state, AGB)
    assert len(names(box)) == 1


def test_file_of_another_name_is_left_alone(box, state):
    strange = os.path.join(box.folder, "aantekening.txt")
    unfinished = os.path.join(box.folder, "00000001-00000000000000000001.snapshot.new")
    for path in (strange, unfinished):
        open(path, "w", encoding="ascii").close()
    assert outbox.Outbox(state, AGB).standing().next == 1
    assert os.path.exists(strange) and not os.path.exists(unfinished)


def test_old_program_that_still_runs_keeps_its_numbers(state):
    os.mkdir(state)
    old = os.path.join(state, AGB + ".nummering")
    with open(old, "w", encoding="ascii") as file:
        file.write(
            f"wachtpost-nummering 1\naanbieder {AGB}\nepoch {'ab' * 16}\nnext 5\n"
            f"superseded {'00' * 16} 0\npending 0 0 {keys.hash_of(b'').hex()}\n\n"
        )
    with Lock(os.path.join(state, AGB + ".lock")):
        with pytest.raises(Busy):
            outbox.Outbox(state, AGB)
    standing = outbox.Outbox(state, AGB).standing()
    assert (standing.epoch, standing.next) == (b"\xab" * 16, 5)
    assert not os.path.exists(old)


def test_delivered_ones_are_forgotten_after_thirty_days_but_the_newest(box):
    for day in range(4):
        add(box, NOW + day)
    for day in range(3):
        deliver(box, now=NOW + day * DAY_US)
    box.forget(NOW + 30 * DAY_US)
    assert len(box.entries()) == 4
    box.forget(NOW + 31 * DAY_US + 1)
    assert [entry.sequence for entry in box.entries()] == [3, 4]
    box.forget(NOW + 400 * DAY_US)
    assert [entry.sequence for entry in box.entries()] == [3, 4]
    assert len(names(box)) == 3


def test_newest_that_counts_for_comparing_is_kept(box):
    add(box)
    add(box, NOW + 1)
    deliver(box)
    deliver(box, outcome="REJECTED")
    box.forget(NOW + 400 * DAY_US)
    assert [entry.sequence for entry in box.entries()] == [1, 2]
    assert box.standing().next == 3


def test_rewind_over_what_was_forgotten_changes_nothing(box):
    """The newest that counts is kept longer than those behind it."""
    for day, outcome in enumerate(("ACCEPTED", "REJECTED", "REJECTED")):
        add(box, NOW + day)
        deliver(box, outcome)
    box.forget(NOW + 400 * DAY_US)
    assert [entry.sequence for entry in box.entries()] == [1, 3]
    assert not box.rewind(1)
    assert box.standing().waiting == 0 and box.rewind(3)
    assert box.standing().waiting == 1


def test_putting_in_waits_for_nobody_who_sends(box):
    with box.turn():
        assert add(box).sequence == 1


def test_lock_of_another_is_told_after_a_while(box, monkeypatch):
    monkeypatch.setattr(outbox, "LOCK_PATIENCE_S", 0.1)
    with Lock(os.path.join(box.folder, "outbox.lock")):
        with pytest.raises(Busy, match="in gebruik"):
            add(box)
    assert add(box).sequence == 1


def test_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "bestand").write_text("")
    with pytest.raises(BadConfiguration, match="map"):
        outbox.Outbox(str(tmp_path / "bestand" / "state"), AGB)
