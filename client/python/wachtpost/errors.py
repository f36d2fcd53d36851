"""What can go wrong, each with the exit code that `wachtpost` gives it (client/cli/exits.h).

The text is for a person at the aanbieder or a coordinator: Dutch, and it says what to do."""

DONE = 0  # acknowledged, or shown
WRONG_USE = 64  # the command line
BAD_DATA = 65  # the file has mistakes; nothing was sent
REFUSED = 69  # the server answered no
NOT_DELIVERED = 75  # no answer, or nothing could be written; it passes by itself
KEY_REFUSED = 77  # the server does not admit the key, or not for this
BAD_CONFIG = 78  # configuration, key file or state folder


class Trouble(Exception):
    """Something a person must be told. `exit_code` is how a command ends with it."""

    exit_code = NOT_DELIVERED


class BadData(Trouble):
    """The wachtlijst cannot be read; nothing of it was sent."""

    exit_code = BAD_DATA


class BadConfiguration(Trouble):
    """Configuration, key file or folder cannot be used."""

    exit_code = BAD_CONFIG


class Damaged(BadConfiguration):
    """A file of ours is not what was written to it."""


class Busy(Trouble):
    """Another process has the lock."""


class Full(Trouble):
    """Nothing could be written, so nothing was promised."""


class Unreachable(Trouble):
    """No answer: whether the request arrived is unknown."""


class Refused(Trouble):
    """The server answered no, or something that is no answer."""

    exit_code = REFUSED


class KeyRefused(Trouble):
    """The server does not admit our key, or not for this."""

    exit_code = KEY_REFUSED
