"""outbox: shows what waits and what was delivered; sends it again, begins a new series, exports."""

import os

from wachtpost import as_json, days, durable, errors, push, session, snapshot, words
from wachtpost.outbox import Outbox, is_there
from wachtpost.outbox_files import RUNS
from wachtpost.sender import Listener, Sender
from wachtpost.show import say, show


def command(wish):
    sends = wish.retry or wish.new_epoch
    needs = ["agb", "state", *(session.CONVERSATION if sends else [])]
    settings = session.configure(wish, *needs)
    if not wish.new_epoch and not is_there(settings.state, settings.agb):
        raise errors.BadData(
            f"er is geen outbox van {settings.agb} in {settings.state}; kloppen --agb en --state? "
            "De eerste push maakt hem")
    outbox = Outbox(settings.state, settings.agb)
    if wish.export:
        return _export(outbox, wish.export)
    return _send(wish, settings, outbox) if sends else _show(wish, outbox)


def _send(wish, settings, outbox):
    with session.connect(settings) as connection:
        told = push.Told(wish.json, snapshot.Wachtlijst())
        sender = Sender(outbox, connection, Listener(told.answered, told.waits))
        if wish.new_epoch:
            push.begin_epoch(sender, wish.timeout)
        else:
            outbox.stop(RUNS, 0)
        end = sender.run(None, wish.timeout)
    return push.conclude(outbox, sender, end)


def _show(wish, outbox):
    standing, entries = outbox.standing(), outbox.entries()
    if wish.json:
        show(as_json.text(_as_json(outbox, standing, entries)))
    else:
        show("\n".join(words.outbox(outbox, standing, entries)))
    if standing.stop != RUNS:
        say(words.stopped(standing))
    return errors.DONE


def _instant(instant):
    return days.instant_text(instant) if instant else None


def _as_json(outbox, standing, entries):
    return {
        "agb_code": outbox.agb_code,
        "folder": outbox.folder,
        "stopped": None if standing.stop == RUNS else standing.stop,
        "stopped_at": _instant(standing.stopped_at),
        "waiting": standing.waiting,
        "delivered": standing.delivered,
        "set_aside": standing.set_aside,
        "epoch": standing.epoch.hex(),
        "next_sequence": standing.next,
        "snapshots": [
            {
                "generation": entry.generation,
                "epoch": entry.epoch.hex(),
                "sequence": entry.sequence,
                "state": entry.state,
                "outcome": entry.outcome or None,
                "added_at": _instant(entry.added_at),
                "settled_at": _instant(entry.settled_at),
                "bytes": entry.body_bytes,
                "content_hash": entry.hash.hex(),
            }
            for entry in entries
        ],
    }


def _export(outbox, folder):
    """Of every snapshot its bytes, and of a delivered one the reply, as they travelled."""
    durable.make_folder(folder)
    entries = outbox.entries()
    for entry in entries:
        body, reply = outbox.read(entry)
        start = os.path.join(folder, f"{outbox.agb_code}-{entry.name('')}")
        durable.replace(start + "snapshot.pb", body)
        if reply is not None:
            durable.replace(start + "receipt.pb", reply)
    say(f"{words.count(len(entries), 'levering', 'leveringen')} geschreven in {folder}")
    return errors.DONE
