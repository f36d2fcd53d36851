"""What the commands share: a configuration and a connection made from it."""

from wachtpost import configuration, errors
from wachtpost.line import Connection, status_name
from wachtpost.show import say

CONVERSATION = ("server", "server_key", "key")


def configure(wish, *needs):
    """The wish's configuration, in which this is right. BadConfiguration."""
    options = {name: getattr(wish, name) for name in configuration.ADVICE}
    return configuration.load(options, needs, wish.config)


def connect(settings):
    return Connection(settings.servers, settings.server_key, settings.keys)


def exit_of(head):
    """The exit code of an answer; says the server's sentence where it is a no."""
    status = status_name(head.status)
    if status in ("OK", "ACCEPTED", "HELD", "DUPLICATE"):
        return errors.DONE
    say(f"{status}: {head.sentence}")
    return {"DENIED": errors.KEY_REFUSED, "LATER": errors.NOT_DELIVERED}.get(status, errors.REFUSED)
