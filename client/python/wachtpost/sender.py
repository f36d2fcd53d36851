"""Empties an outbox: sends what waits, in order and one at a time, until each has its receipt.

Silence is tried again with the same bytes, at the next endpoint, and after a round of all of them
with a growing, random pause. LATER waits as long as the daemon asked. GAP with a number that is
still kept rewinds the outbox, by itself. A MALFORMED one is set aside. CONFLICT, DENIED, another
GAP, and a receipt for other bytes stop the outbox; of these DENIED and RECEIPT are tried once
more by every run. The same as client/outbox/sender.h, in the same folder."""

import random
import time
from dataclasses import dataclass, field

from wachtpost import days
from wachtpost.errors import Busy, KeyRefused, Refused, Unreachable
from wachtpost.line import later_s, status_name
from wachtpost.outbox_files import RUNS, WAITING
from wachtpost.v1 import wachtpost_pb2 as contract

TRY_S = 10
PAUSE_LEAST_S, PAUSE_MOST_S = 1, 300
TURN_PAUSE_S = 0.2

DONE = "DONE"  # nothing waits, or `until` does not any more
TIMEOUT = "TIMEOUT"  # something still waits
STOPPED = "STOPPED"  # the outbox's standing says why
KEY_REFUSED = "KEY_REFUSED"  # the daemon does not admit our key

WITH_RECEIPT = ("ACCEPTED", "HELD", "REJECTED", "DUPLICATE")
TRIED_AGAIN = (RUNS, "DENIED", "RECEIPT")


def pause_s(round_number, chance):
    """The pause after so many rounds (from 1) of silence: it doubles from 1 s up to 5 min, and
    `chance` (from 0 to 1) takes up to half of it away, so that a region that lost its server
    does not come back all at once."""
    longest = min(PAUSE_LEAST_S * 2 ** (round_number - 1), PAUSE_MOST_S)
    return max(PAUSE_LEAST_S, longest * (1 - chance / 2))


def _nothing(*_):
    pass


@dataclass
class Listener:
    """Told of an answer after what it changes is on disk, and of waiting and why."""

    answered: object = field(default=_nothing)  # (entry as sent, reply)
    waits: object = field(default=_nothing)  # (entry, why, seconds)


class Sender:
    def __init__(self, outbox, connection, listener=None):
        self.outbox, self.connection = outbox, connection
        self.listener = listener or Listener()
        self.rounds = 0
        self.why = ""  # Dutch, of TIMEOUT and KEY_REFUSED

    def run(self, until=None, timeout_s=30):
        """Sends until the snapshot with request id `until` (None: every one) does not wait any
        more, and says how it ended. Waits for its turn where another process is sending: that one
        may do the work."""
        deadline = time.monotonic() + timeout_s
        try:
            turn = self._turn(until, deadline)
        except Busy as busy:
            self.why = str(busy)
            return TIMEOUT
        if turn is None:
            return DONE
        with turn:
            if self.outbox.standing().stop not in TRIED_AGAIN:
                return STOPPED
            return self._send_all(until, deadline)

    def _turn(self, until, deadline):
        """The lock; None when somebody else delivered `until` meanwhile. Busy."""
        while True:
            try:
                return self.outbox.turn()
            except Busy:
                if until is not None and not self._waits(until):
                    return None
                if time.monotonic() >= deadline:
                    raise
                time.sleep(TURN_PAUSE_S)

    def _waits(self, request_id):
        entry = self.outbox.find(request_id)
        return entry is not None and entry.state == WAITING

    def _send_all(self, until, deadline):
        """Under the turn nobody else sends, so only what was just sent can have stopped waiting."""
        looking = until is not None
        while not looking or self._waits(until):
            oldest = self.outbox.oldest()
            if oldest is None:
                break
            try:
                end = self._send(*oldest, deadline)
            except KeyRefused as refused:
                self.why = str(refused)
                return KEY_REFUSED
            if end is not None:
                return end
            looking = oldest[0].request_id == until
        return DONE

    def _send(self, entry, body, deadline):
        """One try of one snapshot. None: go on with whatever is oldest now."""
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            self.why = self.why or "geen antwoord binnen de tijd"
            return TIMEOUT
        try:
            content, reply = self.connection.exchange(
                "PUSH", entry.request_id, body, min(left_s, TRY_S)
            )
        except Unreachable as silence:
            return self._after_silence(entry, str(silence), deadline)
        except Refused:
            return self._stop("RECEIPT")
        self.rounds = 0
        end = self._conclude(entry, content, reply)
        if status_name(reply.head.status) == "LATER":
            self.why = "de server vraagt om later terug te komen"
            return self._wait(entry, later_s(reply.head), deadline)
        self.listener.answered(entry, reply)
        return end

    def _after_silence(self, entry, why, deadline):
        self.why = why
        if not self.connection.round_over():
            return None
        self.rounds += 1
        return self._wait(entry, pause_s(self.rounds, random.random()), deadline)

    def _wait(self, entry, pause, deadline):
        if time.monotonic() + pause >= deadline:
            return TIMEOUT
        self.listener.waits(entry, self.why, pause)
        time.sleep(pause)
        return None

    def _conclude(self, entry, content, reply):
        """Puts on disk what the answer says of this snapshot."""
        status = status_name(reply.head.status)
        if status in WITH_RECEIPT:
            return self._settle(entry, content, reply)
        if status == "GAP":
            kept = 0 < reply.expected_sequence < entry.sequence
            if not kept or not self.outbox.rewind(reply.expected_sequence):
                return self._stop("GAP")
        elif status == "MALFORMED":
            self.outbox.set_aside(entry)
        elif status in ("CONFLICT", "DENIED"):
            return self._stop(status)
        elif status != "LATER":
            return self._stop("RECEIPT")
        return None

    def _settle(self, entry, content, reply):
        outcome = status_name(reply.receipt.outcome)
        if reply.receipt.content_hash != entry.hash or outcome not in WITH_RECEIPT[:3]:
            return self._stop("RECEIPT")
        self.outbox.settle(entry, outcome, content, days.now())
        if self.outbox.standing().stop != RUNS:
            self.outbox.stop(RUNS, 0)
        return None

    def _stop(self, stop):
        self.outbox.stop(stop, days.now())
        return STOPPED

    def begin_epoch(self, timeout_s=30):
        """Begins a new epoch that replaces the one the daemon knows (it is asked), and numbers anew
        what waits; but first sends once more what the daemon may have recorded of it, so that
        nothing is delivered twice. Gives the number of the last snapshot of the one replaced.
        KeyRefused: this key does not deliver for the AGB-code. Unreachable."""
        deadline = time.monotonic() + timeout_s
        with self._turn(None, deadline):
            epoch, sequence = self._known_epoch(deadline)
            if epoch == self.outbox.standing().epoch:
                self.outbox.rewind(sequence + 1)  # what a restored daemon lost goes along
                self._settle_up_to(sequence)
                epoch, sequence = self._known_epoch(deadline)
            self.outbox.begin_epoch(epoch, sequence)
            return sequence

    def _settle_up_to(self, sequence):
        """Of what waits under numbers that the daemon used: its answer tells whether it is this."""
        while True:
            entry, body = self.outbox.oldest() or (None, None)
            if entry is None or entry.sequence > sequence:
                return
            content, reply = self.connection.exchange("PUSH", entry.request_id, body, TRY_S)
            if status_name(reply.head.status) not in WITH_RECEIPT:
                return
            if self._settle(entry, content, reply) == STOPPED:
                return

    def _known_epoch(self, deadline):
        """The epoch that the daemon has open for us and its last number (0: none)."""
        left_s = max(1, deadline - time.monotonic())
        reply = self.connection.ask("STATUS", contract.StatusRequest(), left_s)
        for aanbieder in reply.aanbieders:
            if aanbieder.agb_code == self.outbox.agb_code:
                return aanbieder.epoch, aanbieder.sequence
        if status_name(reply.head.status) == "LATER":
            raise Unreachable("de server vraagt om later terug te komen")
        raise KeyRefused(f"deze sleutel levert niet voor {self.outbox.agb_code}")
