"""kill -9 of either half of the daemon at any instant of a simulated month. Whoever
gets no answer sends the same bytes again; in the end everything is there, once, and the
book has no gap."""
import random
import time

from client import NoAnswer
from contract import STATUS, pb
from play import Player, copy
from region import USES_A_NUMBER, Region

KILL_CHANCE = 0.06
PATIENCE_S = 3


class Stubborn(Player):
    """Resends until answered, while something keeps killing the daemon."""

    def __init__(self, settings, instant, dice):
        self.dice, self.kills, self.tries = dice, 0, 0
        self.clock_lost = self.port_lost = False
        super().__init__(settings, instant)

    def _kill(self):
        half = self.dice.choice(("engine", "engine", "front"))
        self.clock_lost |= half == "engine"
        self.port_lost |= half == "front"
        if self.server.kill(half):
            self.kills += 1
            self.before.append(f"   kill -9 {half}")

    def ask(self, name, kind, message, reply_type):
        body = message if isinstance(message, bytes) else message.SerializeToString()
        when = self.dice.choice(("before", "at once", "soon"))
        doomed = self.dice.random() < KILL_CHANCE
        if doomed and when == "before":
            self._kill()
        self.tries, reply = 0, None
        while reply is None:
            self._recover()
            self.tries += 1
            strike = doomed and self.tries == 1 and when != "before"
            delay_s = self.dice.random() * 0.003 if when == "soon" else 0
            reply = self._try(name, kind, body, reply_type, delay_s if strike else None)
        return reply

    def _try(self, name, kind, body, reply_type, strike_after_s=None):
        """One try; None when there was no answer, or LATER."""
        client = self.server.client(name)
        request_id = client.send(kind, body)
        if strike_after_s is not None:
            time.sleep(strike_after_s)
            self._kill()
        try:
            patience_s = 0.05 if self.port_lost else PATIENCE_S
            reply = reply_type.FromString(client.receive(kind, request_id, patience_s))
        except NoAnswer:
            client.close()
            return None
        if reply.head.status == STATUS.LATER:
            time.sleep(0.01)
            return None
        return reply

    def _recover(self):
        """A new front has another port; a new engine has the clock it was started with."""
        if self.port_lost:
            self.server.wait_listening()
            self.server.disconnect()
            self.port_lost = False
        request = pb.ClockRequest(head=self.head(), instant=self.model.clock)
        while self.clock_lost:
            reply = self._try("klok", "CLOCK", request.SerializeToString(), pb.ClockReply)
            if reply is not None:
                assert reply.head.status == STATUS.OK or reply.head.now >= self.model.clock, reply
                self.clock_lost = False

    def restart(self, instant, settings=None):
        self._recover()
        super().restart(instant, settings)

    def first_answer(self, expected, actual):
        """A repeat is answered DUPLICATE with the first receipt, and NOTHING_HELD when
        the first CONFIRM was done: then its receipt is known to nobody. A CLOCK that was
        done has been overtaken by the days it evaluated."""
        if self.tries == 1:
            return actual
        if isinstance(actual, pb.ClockReply) and actual.head.status == STATUS.MALFORMED:
            return expected
        answer = copy(actual)
        if actual.head.status == STATUS.DUPLICATE and expected.head.status in USES_A_NUMBER:
            answer.head.status = expected.head.status
        if actual.head.status == STATUS.NOTHING_HELD and expected.HasField("receipt"):
            answer = copy(expected)
        return answer

    def match_event(self, expected, actual):
        if actual == expected and expected.HasField("receipt"):
            self.events[expected.receipt.event] = None  # nobody was told the number
        else:
            super().match_event(expected, actual)


def storm(seed, aanbieders, days):
    region = Region(seed, aanbieders, days)
    player = Stubborn(region.settings, region.start, random.Random(seed))
    try:
        region.play(player)
        player.cursors.clear()
        player.read("allen")  # the whole book again, from its first page
        player.check_status()
    finally:
        player.close()
    return player


def test_what_was_acknowledged_is_there_once_however_often_a_half_is_killed():
    player = storm(7, 5, 30)
    assert player.kills > 10 and len(player.model.book.alerts) > 100
