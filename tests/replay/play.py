"""Plays one history to the model and to the daemon, and stops at the first difference."""
import collections
import difflib

from google.protobuf import text_format

from client import head
from contract import STATUS, pb
from days import instant_text
from model import Model
from server import Server

REMEMBERED = 12


class Difference(AssertionError):
    pass


def text(message):
    return text_format.MessageToString(message, as_utf8=True)


class Player:
    """Every action is predicted by the model first, then asked of the daemon."""

    def __init__(self, settings, instant):
        self.model = Model(settings, instant)
        self.server = Server(settings)
        self.before = collections.deque(maxlen=REMEMBERED)
        self.events = {}  # the model's event number -> the daemon's
        self.last_event = 0
        self.originals = {}  # content hash -> receipt as first answered
        self.cursors = {}  # reader -> (cursor, the last number it covers)
        self.now = 0
        self.actions = 0
        self.start(instant)

    def close(self):
        self.server.close()

    # ---------------------------------------------------------------- compare

    def does(self, what):
        self.actions += 1
        self.before.append(f"{self.actions}. [{instant_text(self.model.clock)}] {what}")

    def same(self, what, expected, actual):
        if expected == actual:
            return
        lines = difflib.unified_diff(text(expected).splitlines(), text(actual).splitlines(),
                                     "rules", "daemon", lineterm="", n=50)
        self.differs(what + "\n" + "\n".join(lines))

    def differs(self, what):
        log = "\n".join(list(self.server.log)[-8:])
        raise Difference(f"{what}\n--- what went before, the last is the one\n"
                         + "\n".join(self.before) + f"\n--- the daemon's last words\n{log}")

    def sentence(self, message, name):
        if not getattr(message, name):
            self.differs(f"no {name} in {text(message)}")
        message.ClearField(name)

    def only_status(self, reply):
        """Checks what every head says, and leaves the status."""
        if not reply.head.virtual_clock or reply.head.now < self.now:
            self.differs(f"head {text(reply.head)}, earlier now {self.now}")
        self.now = reply.head.now
        reply.head.CopyFrom(pb.ReplyHead(status=reply.head.status))

    # ---------------------------------------------------------------- actions

    def head(self):
        return head(self.model.clock)

    def ask(self, name, kind, message, reply_type):
        body = message if isinstance(message, bytes) else message.SerializeToString()
        return self.server.client(name).ask(kind, body, reply_type)

    def start(self, instant):
        self.server.start(instant)

    def push(self, name, body, note=""):
        snapshot = pb.Snapshot.FromString(body) if note != "undecodable" else pb.Snapshot()
        self.does(f"PUSH by {name} {note} {brief_snapshot(snapshot)}")
        expected = self.model.push(name, body)
        actual = self.ask(name, "PUSH", body, pb.PushReply)
        if expected.head.status == STATUS.DUPLICATE:
            expected.receipt.CopyFrom(self.originals[expected.receipt.content_hash])
            self.only_status(actual)
        else:
            if actual.HasField("receipt"):
                self.originals[actual.receipt.content_hash] = copy(actual.receipt)
            self._plain(actual)
            actual = self.first_answer(expected, actual)
            self.match_event(expected, actual)
        self.same("PUSH is answered differently", expected, actual)
        return expected

    def confirm(self, name, request):
        self.does(f"CONFIRM by {name} {request.agb_code} {request.sequence} {request.action}")
        request.head.CopyFrom(self.head())
        expected = self.model.confirm(name, request.SerializeToString())
        actual = self.ask(name, "CONFIRM", request, pb.ConfirmReply)
        self._plain(actual)
        actual = self.first_answer(expected, actual)
        self.match_event(expected, actual)
        self.same("CONFIRM is answered differently", expected, actual)
        return expected

    def first_answer(self, expected, actual):
        """What the first of several tries was answered, as far as the last one tells."""
        return actual

    def _plain(self, reply):
        """Leaves out what is for people only."""
        self.only_status(reply)
        for line in reply.receipt.refused:
            for fault in line.faults:
                self.sentence(fault, "sentence")
        for warning in reply.receipt.warnings:
            self.sentence(warning, "sentence")

    def match_event(self, expected, actual):
        """The journal may number its own way, as long as it goes up."""
        if not expected.HasField("receipt") or not actual.HasField("receipt"):
            return
        if not expected.receipt.event:
            return  # no event: only an answer
        if actual.receipt.event <= self.last_event:
            self.differs(f"event {actual.receipt.event} after {self.last_event}")
        self.events[expected.receipt.event] = self.last_event = actual.receipt.event
        expected.receipt.event = actual.receipt.event

    def move_clock(self, instant):
        self.does(f"CLOCK to {instant_text(instant)}")
        expected = self.model.move_clock(instant)
        request = pb.ClockRequest(head=self.head(), instant=instant)
        actual = self.ask("klok", "CLOCK", request, pb.ClockReply)
        self.only_status(actual)
        self.same("CLOCK is answered differently", expected, self.first_answer(expected, actual))

    def restart(self, instant, settings=None):
        self.does(f"restart at {instant_text(instant)}"
                  + (" with other settings" if settings else ""))
        self._let_midnight_come()
        self.server.stop()
        self.model.restart(instant, settings)
        if settings:
            self.server.configure(settings)
        self.start(instant)

    def prove(self):
        """That the store is what its journal says, while nothing is forgotten; and a backup for
        when that is so no longer."""
        self.does("rebuild and backup")
        self._let_midnight_come()
        self.server.stop()
        said = self.server.rebuild()
        if not said.startswith("The same: "):
            self.differs(said)
        self.server.back_up()
        self.model.backed_up()
        self.start(self.model.clock)

    def _let_midnight_come(self):
        """Where the microseconds of events ran into the next day, while the clock stands still,
        a day is evaluated when somebody asks something; stopped before, at the next start."""
        self.ask("beheer", "STATUS", pb.StatusRequest(head=self.head()), pb.StatusReply)

    # ------------------------------------------------------------------- book

    def read(self, name, limit=0):
        """Fetches on from where this reader was; all of it must be as predicted."""
        participant = self.model.settings.participant(name)
        cursor, after = self.cursors.get(name, (None, 0))
        expected = self.model.book.readable(participant, after)
        actual, more = [], True
        while more:
            request = pb.AlertsRequest(head=self.head(), limit=limit, cursor=cursor)
            reply = self.ask(name, "ALERTS", request, pb.AlertsReply)
            if (reply.head.status == STATUS.OK) != (expected is not None):
                self.differs(f"ALERTS for {name}: {text(reply)}")
            if expected is None:
                return
            if len(reply.alerts) > (limit or 500):
                self.differs(f"{len(reply.alerts)} alerts with limit {limit}")
            actual += reply.alerts
            cursor, more = reply.cursor, reply.more
        self._same_alerts(name, expected, actual)
        self.cursors[name] = (cursor, len(self.model.book.alerts))

    def _same_alerts(self, name, expected, actual):
        for rules, daemon in zip(expected, actual):
            if daemon.HasField("place"):
                self.sentence(daemon.place, "rank_sentence")
            self.same(f"alert {rules.number} for {name} differs", self._alert(rules, daemon),
                      daemon)
        if len(expected) > len(actual):
            self.differs(f"the daemon did not tell {name}:\n{text(expected[len(actual)])}")
        if len(actual) > len(expected):
            self.differs(f"only the daemon told {name}:\n{text(actual[len(expected)])}")

    def _alert(self, rules, daemon):
        """With the journal's number of the event that opened the place, where known."""
        alert = copy(rules)
        if alert.HasField("place"):
            ref = alert.place.snapshot
            ref.event = self.events[ref.event] or daemon.place.snapshot.event
        return alert

    def check_status(self):
        reply = self.ask("beheer", "STATUS", pb.StatusRequest(head=self.head()),
                         pb.StatusReply)
        known = {a.agb for a in self.model.aanbieders.values() if not a.succeeded}
        actual = [a for a in reply.aanbieders if a.agb_code in known]
        for rules, daemon in zip(self.model.status(), actual):
            self.same("STATUS differs", rules, daemon)
        if len(actual) != len(known) or reply.alert_head != len(self.model.book.alerts):
            self.differs(f"STATUS differs: {len(known)} aanbieders, "
                         f"{len(self.model.book.alerts)} alerts, but\n{text(reply)}")


class DryPlayer:
    """The same history to the model alone: to try a script, or to see what it holds."""

    def __init__(self, settings, instant):
        self.model = Model(settings, instant)
        self.answers = collections.Counter()

    def prove(self):
        """There is no store to be proved."""

    def push(self, name, body, note=""):
        reply = self.model.push(name, body)
        self.answers[note, reply.head.status] += 1
        return reply

    def confirm(self, name, request):
        reply = self.model.confirm(name, request.SerializeToString())
        self.answers["confirm", reply.head.status] += 1
        return reply

    def move_clock(self, instant):
        self.model.move_clock(instant)

    def restart(self, instant, settings=None):
        self.model.restart(instant, settings)

    def read(self, name, limit=0):
        self.model.book.readable(self.model.settings.participant(name))

    def check_status(self):
        self.model.status()

    def close(self):
        pass


def copy(message):
    twin = type(message)()
    twin.CopyFrom(message)
    return twin


def brief_snapshot(snapshot):
    return (f"{snapshot.agb_code} {snapshot.epoch.hex()[:4]}/{snapshot.sequence} of "
            f"{snapshot.peilmoment} with {len(snapshot.places)}+{len(snapshot.outflow)} lines")
