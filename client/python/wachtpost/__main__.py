"""python3 -m wachtpost push|outbox|alerts|status|keygen."""

import contextlib
import sys

from wachtpost import errors
from wachtpost.show import say


def _options():
    """Imported late: what it stands on is not ours, and on the first day not installed."""
    try:
        from wachtpost import options
    except ModuleNotFoundError as missing:
        raise errors.BadConfiguration(
            f"{missing.name} ontbreekt; installeer wat deze client nodig heeft: "
            "python -m pip install pyzmq protobuf pynacl openpyxl (op Windows: py -m pip; op "
            "Debian: apt install python3-zmq python3-protobuf python3-nacl python3-openpyxl)"
        ) from missing
    return options


def main(arguments):
    """The exit code, as errors.py has them; a person was told why."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows another; it is no reason to fail.
        stream.reconfigure(errors="replace")
    try:
        wish = _options().parse(arguments)
        return wish.run(wish)
    except errors.Trouble as trouble:
        say(str(trouble))
        return trouble.exit_code
    except OSError as error:
        # What could not be written must not be tried again when the process ends.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        say(f"{error.filename or 'uitvoer'}: {error.strerror}")
        return errors.NOT_DELIVERED
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
