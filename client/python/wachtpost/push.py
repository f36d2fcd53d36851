"""push, top to bottom: read the file, check all of it, put it in the outbox, and send what waits
until its own receipt is in."""

from wachtpost import as_json, days, errors, reading, session, snapshot, words
from wachtpost.outbox import Outbox
from wachtpost.outbox_files import DELIVERED, SET_ASIDE
from wachtpost.sender import STOPPED, Listener, Sender
from wachtpost.sender import KEY_REFUSED as REFUSED_KEY
from wachtpost.show import say, show

MOST_ROWS_NAMED = 20


def command(wish):
    settings = session.configure(wish, *session.CONVERSATION, "agb", "state")
    peilmoment = wish.peilmoment if wish.peilmoment is not None else days.now()
    found = reading.read(wish.file, peilmoment)
    _tell_reading(wish, found)
    if found.mistakes:
        return errors.BAD_DATA
    if wish.check:
        _praise(wish, found.wachtlijst)
        return errors.DONE
    outbox = Outbox(settings.state, settings.agb)
    with session.connect(settings) as connection:
        told = Told(wish.json, found.wachtlijst)
        sender = Sender(outbox, connection, Listener(told.answered, told.waits))
        entry = outbox.add(
            lambda number: snapshot.encode(
                found.wachtlijst, settings.agb, number, peilmoment, wish.aanname
            ),
            days.now(),
        )
        # From here on nothing is lost, whatever happens.
        told.own = entry.request_id
        if wish.new_epoch:
            begin_epoch(sender, wish.timeout)
        end = sender.run(entry.request_id, wish.timeout)
    outbox.forget(days.now())
    return conclude(outbox, sender, end, entry.request_id)


def begin_epoch(sender, timeout_s):
    sequence = sender.begin_epoch(timeout_s)
    say(f"nieuwe reeks, na levering {sequence} van de vorige")


def conclude(outbox, sender, end, request_id=None):
    """The exit code of what was sent, and why it was not. `request_id`: the one that was asked
    for (None: all that waited)."""
    own = outbox.find(request_id) if request_id else None
    if own and own.state == DELIVERED:
        return errors.REFUSED if own.outcome == "REJECTED" else errors.DONE
    if own and own.state == SET_ASIDE:
        return errors.REFUSED
    standing = outbox.standing()
    if end == STOPPED and standing.stop in words.STOPPED:
        say(words.stopped(standing))
        return errors.KEY_REFUSED if standing.stop == "DENIED" else errors.REFUSED
    if standing.waiting == 0:
        return errors.DONE
    say(sender.why)
    say(
        f"bewaard in {outbox.folder} ({words.count(standing.waiting, 'levering', 'leveringen')}); "
        "de volgende push, of outbox --retry, verstuurt wat wacht"
    )
    return errors.KEY_REFUSED if end == REFUSED_KEY else errors.NOT_DELIVERED


def _tell_reading(wish, found):
    if found.unknown_columns:
        names = ", ".join(map(words.clean, found.unknown_columns))
        say(f"deze kolommen horen niet bij de indeling en tellen niet mee: {names}")
    if found.mistakes:
        _tell_mistakes(wish, found.mistakes)
    elif found.left_out_rows:
        _tell_left_out(found.left_out_rows)


def _tell_mistakes(wish, mistakes):
    if wish.json:
        show(as_json.text({"mistakes": [vars(mistake) for mistake in mistakes]}))
    else:
        for mistake in mistakes:
            say(words.mistake(wish.file, mistake))
    found = words.count(len(mistakes), "fout", "fouten")
    say(f"{found} in {wish.file}; er is niets verstuurd")


def _tell_left_out(rows):
    named = ", ".join(map(str, rows[:MOST_ROWS_NAMED]))
    if len(rows) > MOST_ROWS_NAMED:
        named += f" en nog {len(rows) - MOST_ROWS_NAMED}"
    if len(rows) == 1:
        say(
            f"1 regel van een gemeente buiten de regio weggelaten: rij {named}; stond deze plek al "
            "op uw lijst, lever haar dan met uitstroomreden VERHUISD en een uitstroomdatum"
        )
    else:
        say(
            f"{len(rows)} regels van een gemeente buiten de regio weggelaten: rij {named}; stond "
            "zo'n plek al op uw lijst, lever haar dan met uitstroomreden VERHUISD en een "
            "uitstroomdatum"
        )


def _praise(wish, wachtlijst):
    waiting = words.count(len(wachtlijst.places), "plek", "plekken")
    left = len(wachtlijst.outflow)
    say(f"{wish.file} is in orde: {waiting}, {left} vertrokken; er is niets verstuurd")


class Told:
    """Tells a person of every answer; rows are known of the file's own."""

    def __init__(self, json, wachtlijst):
        self.json, self.wachtlijst, self.own = json, wachtlijst, None

    def answered(self, entry, reply):
        own = entry.request_id == self.own
        rows_of = words.row_finder(self.wachtlijst if own else snapshot.Wachtlijst())
        if self.json:
            show(as_json.text(as_json.of_push(reply, rows_of)))
        elif reply.HasField("receipt"):
            show(words.receipt(reply.receipt, rows_of))
        session.exit_of(reply.head)

    def waits(self, entry, why, pause_s):
        say(f"levering {entry.sequence}: {why}; over {pause_s:.0f} s nog eens")
