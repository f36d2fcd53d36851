"""outbox: shows what waits and what was delivered; sends it again, begins a new series, exports."""

import os

from wachtpost import as_json, days, durable, errors, push, session, snapshot, words
from wachtpost.outbox import Outbox
from wachtpost.outbox_files import RUNS
from wachtpost.sender import Listener, Sender
from wachtpost.show import say, show


def command(wish):
    sends = wish.retry or wish.new_epoch
    settings = session.configure(wish, "agb", "state")
    outbox = Outbox(settings.state, settings.agb)
    if wish.export:
        return _export(outbox, wish.export)
    if sends:
        return _send(wish, settings, outbox)
    return _show(wish, outbox)


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
        show(as_json.text(_as_json(standing, entries)))
        return errors.DONE
    if entries:
        show("reeks   nummer  erin                  bytes  stand")
    for entry in entries:
        show(words.entry(entry))
    waiting = words.count(standing.waiting, "levering wacht", "leveringen wachten")
    show(f"{waiting}; de volgende krijgt nummer {standing.next}.")
    if standing.stop != RUNS:
        say(words.stopped(standing))
    return errors.DONE


def _as_json(standing, entries):
    return {
        "stop": standing.stop,
        "stopped_at": days.instant_text(standing.stopped_at) if standing.stopped_at else None,
        "epoch": standing.epoch.hex(),
        "next": standing.next,
        "waiting": standing.waiting,
        "snapshots": [
            {
                "request_id": entry.request_id.hex(),
                "generation": entry.generation,
                "epoch": entry.epoch.hex(),
                "sequence": entry.sequence,
                "added_at": days.instant_text(entry.added_at),
                "bytes": entry.body_bytes,
                "hash": entry.hash.hex(),
                "state": entry.state,
                "outcome": entry.outcome or None,
                "settled_at": days.instant_text(entry.settled_at) if entry.settled_at else None,
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
        durable.replace(os.path.join(folder, entry.name("snapshot.pb")), body)
        if reply is not None:
            durable.replace(os.path.join(folder, entry.name("reply.pb")), reply)
    say(f"{words.count(len(entries), 'levering', 'leveringen')} geschreven in {folder}")
    return errors.DONE
