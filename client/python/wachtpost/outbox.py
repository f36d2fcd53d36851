"""The outbox of one AGB-code: what was promised to be delivered, until its receipt is in, and for
30 days after. client/outbox/FORMAT.md has the files and the steps, which are those of the C
client: each can go on where the other stopped, and both may be at work at once.

Always true: what add returned survives a kill and a power cut at any instant, unchanged, once, in
its place in the order; the numbers of an epoch have no gaps; one process at a time changes
anything, for the length of a few disk writes. Any method may raise Busy (another process kept the
lock for 10 s), Full, Trouble or Damaged; then nothing has changed, or whoever looks next undoes it.

Instants are the caller's; nothing here reads a clock but to bound a wait."""

import contextlib
import os
import time
from dataclasses import dataclass, replace

from google.protobuf.message import DecodeError

from wachtpost import durable, outbox_files, snapshot
from wachtpost.errors import Busy, Damaged
from wachtpost.lock import Lock
from wachtpost.outbox_files import DELIVERED, NAME, RUNS, SET_ASIDE, State

KEEP_DAYS = 30
DAY_US = 86_400_000_000
LOCK_PATIENCE_S = 10
LOCK_PAUSE_S = 0.05
MOST_REPLY_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True)
class Standing:
    """How the outbox stands as a whole."""

    stop: str  # of outbox_files.STOPS
    stopped_at: int  # instant
    epoch: bytes
    next: int  # the number that the next snapshot gets
    waiting: int
    delivered: int
    set_aside: int


def is_there(state_folder, agb_code):
    """Whether there is anything to open, this version's or an earlier one's."""
    start = os.path.join(state_folder, agb_code)
    return any(os.path.lexists(start + ending) for ending in (".outbox", ".nummering"))


class Outbox:
    """Opens STATE_FOLDER/AGB.outbox, makes it where it is not there, and takes over what an earlier
    version numbered in STATE_FOLDER/AGB.nummering. BadConfiguration: the folder cannot be used."""

    def __init__(self, state_folder, agb_code):
        self.agb_code, self.state_folder = agb_code, state_folder
        self.folder = os.path.join(state_folder, agb_code + ".outbox")
        durable.make_folder(self.folder)
        with self._looked_after():
            self._put_away_old()

    # ---- the folder

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _names(self):
        """(generation, number, kind) of every file of ours, oldest first."""
        try:
            matches = map(NAME.fullmatch, sorted(os.listdir(self.folder)))
        except OSError as error:
            raise durable.trouble(self.folder, "lezen mislukt", error) from None
        return [(int(m[1]), int(m[2]), m[3]) for m in matches if m]

    @contextlib.contextmanager
    def _looked_after(self):
        """Under the lock, with what was left half done undone. Gives the state."""
        with _patiently(self._path("outbox.lock"), LOCK_PATIENCE_S):
            state = self._load() or self._begin()
            self._repair(state)
            yield state

    def _load(self):
        path = self._path(outbox_files.STATE_NAME)
        content = durable.read(path, outbox_files.MOST_HEADER_BYTES)
        if content is None:
            return None
        return outbox_files.read_state(path, self.agb_code, content)

    def _save(self, state):
        content = outbox_files.write_state(self.agb_code, state)
        durable.replace(self._path(outbox_files.STATE_NAME), content)

    def _put(self, entry, body, kind="snapshot"):
        content = outbox_files.write_snapshot(self.agb_code, entry, body)
        durable.replace(self._path(entry.name(kind)), content)

    def _remove(self, names):
        for generation, sequence, kind in names:
            durable.remove(self._path(f"{generation:08}-{sequence:020}.{kind}"))
        if names:
            durable.sync_folder(self.folder)

    def _repair(self, state):
        """Undoes or finishes what was not finished when somebody was killed."""
        for name in self._unfinished():
            durable.remove(self._path(name))
        names = self._names()
        known = set(names)
        left_over = [name for name in names if self._is_left_over(name, state, known)]
        if left_over:
            # It must be certain that the new numbers stay before the old ones go.
            durable.sync_folder(self.folder)
            self._remove(left_over)
        self._finish_rewind(state)

    def _unfinished(self):
        try:
            return [name for name in os.listdir(self.folder) if name.endswith(".new")]
        except OSError as error:
            raise durable.trouble(self.folder, "lezen mislukt", error) from None

    @staticmethod
    def _is_left_over(name, state, known):
        """Of numbering anew: what was not to be yet, or no longer."""
        generation, sequence, kind = name
        if generation > state.generation:
            return True
        if kind == "malformed":  # beside what it was made of: it was not set aside after all
            made_of = (generation, sequence, "snapshot")
            return state.counts(generation, sequence) and made_of in known
        settled = (generation, sequence, "receipt") in known
        return kind == "snapshot" and not settled and not state.counts(generation, sequence)

    def _finish_rewind(self, state):
        """Each is sent after the answer to the one before: so a receipt behind one that waits is
        what a rewind did not come to."""
        waiting = self._waiting(state)
        self._remove(
            [
                name
                for name in self._names()
                if waiting and name[2] == "receipt" and state.counts(*name[:2])
                if name[1] > waiting[0][1]
            ]
        )

    # ---- the beginning

    def _begin(self):
        """The state of an outbox that has none yet."""
        old = os.path.join(self.state_folder, self.agb_code + ".nummering")
        if os.path.exists(old):
            return self._take_over(old)
        if self._names():
            raise Damaged(
                f"in {self.folder} ontbreekt het bestand outbox: er wordt niets verstuurd; zet de "
                "hele map opzij, of zet haar terug uit een reservekopie"
            )
        state = State(1, 1, os.urandom(16), 1)
        self._save(state)
        return state

    def _take_over(self, old):
        """Goes on with an earlier version's epoch, number and what it had under way."""
        with Lock(os.path.join(self.state_folder, self.agb_code + ".lock")):
            content = durable.read(old, outbox_files.MOST_HEADER_BYTES + snapshot.MOST_BODY_BYTES)
            state, pending = outbox_files.read_numbering(old, self.agb_code, content or b"")
            if pending:
                request_id, body = pending
                number = state.number(state.first)
                # When it was put in nobody wrote down.
                self._put(outbox_files.entry_of(number, 1, request_id, 0, body), body)
            self._save(state)
            durable.rename(old, old + ".overgenomen")
        return state

    def _put_away_old(self):
        """After a crash between the new state and the end of _take_over."""
        old = os.path.join(self.state_folder, self.agb_code + ".nummering")
        if os.path.exists(old):
            durable.rename(old, old + ".overgenomen")

    # ---- looking

    def _whole(self, name):
        """The entry and body of a snapshot file, checked."""
        path = self._path(name)
        most = outbox_files.MOST_HEADER_BYTES + snapshot.MOST_BODY_BYTES
        content = durable.read(path, most)
        return outbox_files.read_snapshot(path, self.agb_code, name, content or b"")

    def _entry(self, name):
        """Of a file of which only the header is read."""
        path = self._path(name)
        content = durable.read_head(path, outbox_files.MOST_HEADER_BYTES)
        return outbox_files.read_entry(path, self.agb_code, name, content)

    def _settled(self, entry):
        """The entry as delivered and its reply."""
        path = self._path(entry.name("receipt"))
        most = outbox_files.MOST_HEADER_BYTES + MOST_REPLY_BYTES
        return outbox_files.read_receipt(path, entry, durable.read(path, most) or b"")

    def _entries(self):
        names = self._names()
        known = set(names)
        for generation, sequence, kind in names:
            if kind == "receipt":
                continue
            entry = self._entry(f"{generation:08}-{sequence:020}.{kind}")
            if kind == "snapshot" and (generation, sequence, "receipt") in known:
                entry = self._settled(entry)[0]
            yield entry

    def _waiting(self, state):
        """(generation, number) of what waits, lowest number first."""
        names = set(self._names())
        return sorted(
            (
                name[:2]
                for name in names
                if name[2] == "snapshot"
                and state.counts(*name[:2])
                and (*name[:2], "receipt") not in names
            ),
            key=lambda place: place[1],
        )

    def _next(self, state):
        numbers = [
            sequence
            for generation, sequence, kind in self._names()
            if generation == state.generation and kind == "snapshot"
        ]
        return max(numbers) + 1 if numbers else state.first

    def entries(self):
        """Every snapshot, oldest first."""
        with self._looked_after():
            return list(self._entries())

    def find(self, request_id):
        """Whatever became of a snapshot; None: it is not, or no longer, here."""
        with self._looked_after():
            return next((e for e in self._entries() if e.request_id == request_id), None)

    def read(self, entry):
        """The bytes of a snapshot, and the reply to a delivered one (else None)."""
        with self._looked_after():
            kind = "malformed" if entry.state == SET_ASIDE else "snapshot"
            body = self._whole(entry.name(kind))[1]
            return body, self._settled(entry)[1] if entry.state == DELIVERED else None

    def oldest(self):
        """The one to be sent now, with its body; None: nothing waits. Nothing leaves the house that
        a power cut could still undo: who put it in may have been killed just before that."""
        with self._looked_after() as state:
            waiting = self._waiting(state)
            if not waiting:
                return None
            durable.sync_folder(self.folder)
            return self._at(*waiting[0])

    def _at(self, generation, sequence):
        return self._whole(f"{generation:08}-{sequence:020}.snapshot")

    def standing(self):
        with self._looked_after() as state:
            names = self._names()
            return Standing(
                state.stop,
                state.stopped_at,
                state.epoch,
                self._next(state),
                waiting=len(self._waiting(state)),
                delivered=sum(kind == "receipt" for _, _, kind in names),
                set_aside=sum(kind == "malformed" for _, _, kind in names),
            )

    # ---- changing

    def add(self, encode, now):
        """Numbers a delivery and puts it in: `encode(number)` gives its body. Durable when it
        returns its entry."""
        with self._looked_after() as state:
            number = state.number(self._next(state))
            body = encode(number)
            entry = outbox_files.entry_of(number, state.generation, os.urandom(8), now, body)
            self._put(entry, body)
            return entry

    def settle(self, entry, outcome, reply, now):
        """The daemon answered with a receipt for these very bytes; `reply` as received. Gives the
        entry as delivered. Also when it already was: the later receipt counts."""
        with self._looked_after():
            delivered = replace(entry, state=DELIVERED, outcome=outcome, settled_at=now)
            content = outbox_files.write_receipt(delivered, reply)
            durable.replace(self._path(entry.name("receipt")), content)
            return delivered

    def set_aside(self, entry):
        """The daemon cannot read this one: it is kept apart, and its number goes to what waits
        behind it."""
        with self._looked_after() as state:
            waiting = self._waiting(state)
            place = (entry.generation, entry.sequence)
            if place not in waiting:
                return
            self._put(*self._at(*place), kind="malformed")
            following = replace(state, generation=state.generation + 1, first=entry.sequence)
            self._number_anew(following, [other for other in waiting if other > place])

    def rewind(self, sequence):
        """The daemon was restored: everything from this number on waits again. False: that number
        waits already, or it or one behind it was forgotten, and nothing changed."""
        with self._looked_after() as state:
            names = [name for name in self._names() if state.counts(*name[:2])]
            kept = {name[1] for name in names if name[2] == "snapshot"}
            receipt = next((name for name in names if name[1:] == (sequence, "receipt")), None)
            if receipt is None or not kept.issuperset(range(sequence, self._next(state))):
                return False
            self._remove([receipt])
            self._finish_rewind(state)
            return True

    def begin_epoch(self, superseded_epoch, superseded_sequence):
        """A fresh epoch from number 1, which names the one it replaces (sequence 0: none). What
        waits is encoded anew under new numbers; a standing stop is cleared."""
        with self._looked_after() as state:
            generation = state.generation + 1
            following = State(
                generation,
                generation,
                os.urandom(16),
                1,
                superseded_epoch if superseded_sequence else outbox_files.NO_EPOCH,
                superseded_sequence,
            )
            self._number_anew(following, self._waiting(state))

    def _number_anew(self, following, waiting):
        """It happens when the state is replaced; until then the next to look removes what was
        written, afterwards what it replaces. What cannot be read to be numbered is set aside."""
        sequence = following.first
        for place in waiting:
            entry, body = self._at(*place)
            number = following.number(sequence)
            try:
                again = snapshot.renumber(body, number)
            except DecodeError:
                self._put(entry, body, kind="malformed")
                continue
            generation, request_id = following.generation, entry.request_id
            self._put(
                outbox_files.entry_of(number, generation, request_id, entry.added_at, again), again
            )
            sequence += 1
        self._save(following)
        self._repair(following)

    def stop(self, stop, now):
        """Nothing is sent until somebody has looked; RUNS clears it."""
        with self._looked_after() as state:
            self._save(state.stopped(stop, 0 if stop == RUNS else now))

    def forget(self, now):
        """Removes what was delivered or set aside over KEEP_DAYS ago. Never the newest of this
        series of numbers, which tells the next, nor the newest that a list can be held against."""
        with self._looked_after() as state:
            entries = list(self._entries())
            compared = [e.name() for e in entries if e.outcome not in ("", "REJECTED")]
            newest = f"{state.generation:08}-{self._next(state) - 1:020}.snapshot"
            kept = {newest, *compared[-1:]}
            self._remove([_place(e) for e in entries if _is_old(e, now) and e.name() not in kept])
            self._remove(self._orphans())

    def _orphans(self):
        """Receipts of snapshots that are no more."""
        names = self._names()
        snapshots = {name[:2] for name in names if name[2] == "snapshot"}
        return [name for name in names if name[2] == "receipt" and name[:2] not in snapshots]

    def turn(self, wait_s=0):
        """The right to send, for one process at a time: a lock to close. Busy: another sends."""
        return _patiently(self._path("sending.lock"), wait_s)


def _place(entry):
    kind = "malformed" if entry.state == SET_ASIDE else "snapshot"
    return entry.generation, entry.sequence, kind


def _is_old(entry, now):
    """What an earlier version put in and was set aside has no instant: it stays for who looks."""
    since = entry.added_at if entry.state == SET_ASIDE else entry.settled_at
    return entry.state != outbox_files.WAITING and 0 < since < now - KEEP_DAYS * DAY_US


def _patiently(path, wait_s):
    until = time.monotonic() + wait_s
    while True:
        try:
            return Lock(path)
        except Busy:
            if time.monotonic() >= until:
                raise
            time.sleep(LOCK_PAUSE_S)
