"""The outbox and the cursor when the power goes, or the disk is full, at any step.

Each round opens the outbox on what the last cut left, does some of everything that an outbox can
do, and is cut at a random operation. What add returned is there ever after: once, unchanged, in
its place in the order; what settle returned stays delivered; and the numbers have no gaps.
POWER_CUTS says how many; for a long run by hand POWER_SEED begins each piece differently."""

import os
import random

import disk
import pytest
from station import AGB, pb
from wachtpost import alerts, durable, outbox, outbox_files, snapshot
from wachtpost.errors import Damaged, Full

CUTS = int(os.environ.get("POWER_CUTS", "400"))
SEED = int(os.environ.get("POWER_SEED", "11"))
NOW = 1_748_858_400_000_000
DAY_US = 86_400_000_000


def delivery(serial):
    """A wachtlijst that is like no other; its peilmoment is its serial number."""
    place = pb.Wachtplek(id=b"P%d" % serial, gemeente="0518", hulpvorm=pb.HULPVORM_KDC)
    wachtlijst = snapshot.Wachtlijst([place] * (1 + serial % 40))
    return lambda number: snapshot.encode(wachtlijst, AGB, number, serial)


def what_it_says(body):
    """A snapshot's content without its number."""
    message = pb.Snapshot.FromString(body)
    for field in ("epoch", "sequence", "superseded_epoch", "superseded_sequence"):
        message.ClearField(field)
    return message.SerializeToString(deterministic=True)


class Promises:
    """What the outbox said, held against what it has."""

    def __init__(self, root):
        self.root, self.serial, self.now = root, 0, NOW
        self.added = {}  # request id -> content
        self.order = []  # of the request ids
        self.delivered, self.aside, self.forgotten = set(), set(), set()

    def open(self):
        return outbox.Outbox(self.root, AGB)

    def add(self, box, _):
        self.serial += 1
        entry = box.add(delivery(self.serial), self.now)
        self.added[entry.request_id] = what_it_says(
            delivery(self.serial)(snapshot.Number(entry.epoch, entry.sequence))
        )
        self.order.append(entry.request_id)

    def settle(self, box, chance):
        oldest = box.oldest()
        if oldest:
            outcome = chance.choice(outbox_files.OUTCOMES)
            box.settle(oldest[0], outcome, b"antwoord", self.now)
            self.delivered.add(oldest[0].request_id)

    def set_aside(self, box, chance):
        oldest = box.oldest()
        if oldest and chance.random() < 0.3:
            self.aside.add(oldest[0].request_id)  # once begun it may have happened
            box.set_aside(oldest[0])

    def rewind(self, box, chance):
        present = [e for e in box.entries() if e.epoch == box.standing().epoch]
        kept = [e for e in present if e.state == outbox_files.DELIVERED]
        if kept and chance.random() < 0.2:
            sequence = chance.choice(kept).sequence  # all that counts after it waits again
            again = {e.request_id for e in kept if e.sequence >= sequence}
            before = set(self.delivered)
            self.delivered -= again
            if not box.rewind(sequence):
                self.delivered = before

    def begin_epoch(self, box, chance):
        if chance.random() < 0.2:
            standing = box.standing()
            box.begin_epoch(standing.epoch, standing.next - 1)

    def stop(self, box, chance):
        box.stop(chance.choice(outbox_files.STOPS), self.now)

    def forget(self, box, chance):
        self.now += chance.randrange(40 * DAY_US)
        late = self.now - outbox.KEEP_DAYS * DAY_US
        for entry in box.entries():
            since = entry.settled_at or entry.added_at
            if entry.state != outbox_files.WAITING and since < late:
                self.forgotten.add(entry.request_id)  # from now on it may be gone
        box.forget(self.now)

    def hold(self, box):
        """Fails where a promise was not kept."""
        entries = box.entries()
        ids = [entry.request_id for entry in entries]
        assert len(ids) == len(set(ids)), "one stands twice"
        missing = set(self.added) - set(ids)
        assert missing <= self.forgotten, "one is lost"
        for entry in entries:
            body = self.body_of(box, entry)
            # One whose add was cut may be there: it is promised from here on.
            known = self.added.setdefault(entry.request_id, what_it_says(body))
            assert what_it_says(body) == known, "one was changed"
            assert pb.Snapshot.FromString(body).sequence == entry.sequence
            if entry.request_id in self.delivered:
                assert entry.state == outbox_files.DELIVERED, "one is sent again"
            if entry.state == outbox_files.SET_ASIDE:
                assert entry.request_id in self.aside
        self.hold_order(box, entries)
        self.order = ids

    @staticmethod
    def body_of(box, entry):
        kind = "malformed" if entry.state == outbox_files.SET_ASIDE else "snapshot"
        path = os.path.join(box.folder, entry.name(kind))
        content = durable.read(path, 1 << 20)
        return outbox_files.read_snapshot(path, AGB, entry.name(kind), content)[1]

    def hold_order(self, box, entries):
        waiting = [e for e in entries if e.state == outbox_files.WAITING]
        before = [i for i in self.order if i in {e.request_id for e in waiting}]
        assert [e.request_id for e in waiting][: len(before)] == before, "out of order"
        following = box.standing().next
        numbers = [entry.sequence for entry in waiting]
        assert numbers == list(range(following - len(numbers), following)), "a number is missing"


ACTIONS = [Promises.add] * 5 + [Promises.settle] * 7 + [
    Promises.set_aside, Promises.rewind, Promises.begin_epoch, Promises.stop, Promises.forget,
]  # fmt: skip


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "state"
    folder.mkdir()
    return str(folder)


def until_the_cut(promises, chance):
    box = promises.open()
    while True:
        chance.choice(ACTIONS)(promises, box, chance)


def test_what_was_promised_survives_every_power_cut(root, monkeypatch):
    chance, promises = random.Random(SEED), Promises(root)
    for _ in range(CUTS):
        fragile = disk.Disk(root, cut_at=chance.randrange(1, 80))
        monkeypatch.setattr(durable, "os", fragile)
        with pytest.raises(disk.Cut):
            until_the_cut(promises, chance)
        for file in list(fragile.opened):
            os.close(file)
        monkeypatch.setattr(durable, "os", os)
        disk.make_again(root, fragile.survivors(chance))
        promises.hold(promises.open())
    print(f"{CUTS} cuts, {promises.serial} snapshots, {len(promises.delivered)} delivered")
    assert promises.serial > CUTS // 2 and promises.delivered


def test_rename_without_fsync_of_the_folder_would_be_found(root, monkeypatch):
    """The simulation itself: a durable.py that forgets one step loses something."""
    monkeypatch.setattr(durable, "sync_folder", lambda path: None)
    with pytest.raises((AssertionError, Damaged)):
        test_what_was_promised_survives_every_power_cut(root, monkeypatch)


def test_file_without_fsync_would_be_found(root, monkeypatch):
    monkeypatch.setattr(disk.Disk, "fsync", lambda self, file: self._step())
    with pytest.raises((AssertionError, Damaged)):
        test_what_was_promised_survives_every_power_cut(root, monkeypatch)


def test_full_disk_is_told_before_anything_is_promised(root, monkeypatch):
    box = outbox.Outbox(root, AGB)
    whole = disk.Disk(root)
    monkeypatch.setattr(durable, "os", whole)
    box.add(delivery(1), NOW)
    for full_at in range(1, whole.operations + 1):
        monkeypatch.setattr(durable, "os", disk.Disk(root, full_at=full_at))
        before = [entry.request_id for entry in box.entries()]
        try:
            box.add(delivery(1 + full_at), NOW)
        except Full as full:
            assert "No space" in str(full)
        else:
            before.append(None)  # only where nothing needed room any more
        monkeypatch.setattr(durable, "os", os)
        assert len(box.entries()) in (len(before), len(before) + 1)
        assert not any(name.endswith(".new") for name in os.listdir(box.folder))
        numbers = [entry.sequence for entry in box.entries()]
        assert numbers == list(range(1, len(numbers) + 1))


def test_cursor_is_the_old_or_the_new_after_every_power_cut(root, monkeypatch):
    chance, path, known = random.Random(3), os.path.join(root, "alerts.cursor"), 0
    for number in range(1, 300):
        fragile = disk.Disk(root, cut_at=chance.randrange(1, 9))
        monkeypatch.setattr(durable, "os", fragile)
        written = False
        try:
            alerts.write_cursor(path, pb.Cursor(incarnation=bytes(16), number=number))
            written = True
        except disk.Cut:
            pass
        for file in list(fragile.opened):
            os.close(file)
        monkeypatch.setattr(durable, "os", os)
        disk.make_again(root, fragile.survivors(chance))
        found = alerts.read_cursor(path)
        assert (found.number if found else 0) in ((number,) if written else (known, number))
        known = found.number if found else 0
