"""alerts: what is new in the book, once or for ever."""

import os

from wachtpost import as_json, durable, session, words
from wachtpost.alerts import Subscription
from wachtpost.line import Bell, status_name
from wachtpost.lock import Lock
from wachtpost.show import say, show


class _Reader:
    """Shows alerts. Only what reached its destination counts as handled."""

    def __init__(self, json):
        self.json, self.shown = json, 0

    def handle(self, alerts):
        lines = [
            as_json.text(as_json.of_alert(alert)) if self.json else words.alert(alert)
            for alert in alerts
        ]
        show("\n".join(lines))
        self.shown += len(lines)


def command(wish):
    needs = [*session.CONVERSATION, *([] if wish.all else ["state"])]
    settings = session.configure(wish, *needs, *(["bell"] if wish.follow else []))
    if wish.all:
        return _read(wish, settings, None)
    durable.make_folder(settings.state)
    # Two readers on one cursor would each miss what the other took.
    with Lock(os.path.join(settings.state, "alerts.lock")):
        return _read(wish, settings, os.path.join(settings.state, "alerts.cursor"))


def _read(wish, settings, cursor_path):
    reader = _Reader(wish.json)
    with session.connect(settings) as connection:
        subscription = Subscription(connection, reader.handle, cursor_path, wish.timeout)
        if wish.follow:
            reply = _follow(settings, connection, subscription)
        else:
            reply = subscription.fetch()
    if status_name(reply.head.status) == "OK" and reader.shown == 0 and not wish.json:
        say("Geen nieuwe alerts.")
    return session.exit_of(reply.head)


def _follow(settings, connection, subscription):
    bell = Bell(connection, settings.bell, settings.server_key)
    try:
        return subscription.follow(bell, _tell_reach)
    finally:
        bell.close()


def _tell_reach(reachable, why):
    say("de verbinding is hersteld" if reachable else f"{why}; ik blijf het proberen")
